import { describe, expect, it } from 'vitest';
import { always, detail, index, place, project, startWithLogs } from '../../../support/sandbox/with-logs.ts';

describe('CreateIndex', () => {
  it('lets an alert look at the fields that it names', async () => {
    await using running = await startWithLogs();
    const { log, pass, outcomes } = running;
    await log('DeleteIndex', place);
    await log('CreateAlert', { Project: project, Detail: detail({ ...always, start: '-1d' }) });
    await log('CreateIndex', { ...place, KeyIndices: [{ Name: 'message', Type: 'text' }] });
    await pass(6);
    expect(outcomes()).toEqual(['fired']);
  });

  it.each<[object, string, number, string]>([
    [index, 'IndexAlreadyExist', 400, 'already exists'],
    [{ ...index, LogstoreName: 'other' }, 'LogStoreNotExist', 404, 'does not exist'],
    [{ ...index, ProjectName: 'elsewhere' }, 'ProjectNotExist', 404, 'does not exist'],
    [{ ...place, KeyIndices: [{ Name: 'n', Type: 'long' }] }, 'InvalidParameter', 400, 'is not valid'],
    [{ ProjectName: project }, 'MissingParameter', 400, 'is needed'],
  ])('is refused with %j: %s', async (parameters, code, status, why) => {
    await using running = await startWithLogs();
    await expect(running.log('CreateIndex', { ...parameters })).rejects.toMatchObject({
      code,
      status,
      message: expect.stringContaining(why),
    });
  });
});
