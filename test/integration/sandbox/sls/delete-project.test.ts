import { describe, expect, it } from 'vitest';
import { always, detail, place, project, startWithLogs, store } from '../../../support/sandbox/with-logs.ts';

describe('DeleteProject', () => {
  it('deletes a project with its logstores and its alerts', async () => {
    await using running = await startWithLogs();
    const { log, pass, outcomes } = running;
    await log('CreateAlert', { Project: project, Detail: detail(always) });
    await log('DeleteProject', { Name: project });
    await expect(log('CreateLogStore', place)).rejects.toMatchObject({ code: 'ProjectNotExist' });
    await log('CreateProject', { Name: project });
    await expect(log('DeleteLogStore', place)).rejects.toMatchObject({ code: 'LogStoreNotExist' });
    await expect(log('DeleteAlert', { Project: project, Name: 'failure' })).rejects.toMatchObject({
      code: 'JobNotExist',
    });
    await log('CreateLogStore', place);
    await log('CreateIndex', { ...place, KeyIndices: [{ Name: 'message', Type: 'text' }] });
    await pass(6);
    expect(outcomes()).toEqual([]);
  });

  it('leaves the projects beside it alone', async () => {
    await using running = await startWithLogs();
    const { log } = running;
    await log('CreateProject', { Name: 'other-logs' });
    await log('DeleteProject', { Name: 'other-logs' });
    await expect(log('CreateLogStore', place)).rejects.toThrow(store);
  });

  it.each<[object, string, number, string]>([
    [{ Name: 'elsewhere' }, 'ProjectNotExist', 404, 'does not exist'],
    [{ Name: 'No_Project' }, 'InvalidParameter', 400, 'no such name'],
    [{}, 'MissingParameter', 400, 'is needed'],
  ])('is refused with %j: %s', async (parameters, code, status, why) => {
    await using running = await startWithLogs();
    await expect(running.log('DeleteProject', { ...parameters })).rejects.toMatchObject({
      code,
      status,
      message: expect.stringContaining(why),
    });
  });
});
