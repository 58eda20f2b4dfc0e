import { describe, expect, it } from 'vitest';
import { detail, makePrinting, place, project, startWithLogs } from '../../../support/sandbox/with-logs.ts';

describe('UpdateLogStore', () => {
  it('shortens the time for which a line is found', async () => {
    await using running = await startWithLogs();
    const { sandbox, log, pass, print, outcomes } = running;
    await makePrinting(sandbox);
    await print('{"event":"failed"}');
    await log('CreateAlert', { Project: project, Detail: detail({ start: '-6d' }) });
    await pass(2 * 24 * 60);
    expect(outcomes()).toEqual(['fired']);
    await log('UpdateLogStore', { ...place, TTL: 1 });
    await pass(6);
    expect(outcomes()).toEqual(['fired']);
  });

  it.each<[object, string, number, string]>([
    [{ ...place, LogstoreName: 'other', TTL: 1 }, 'LogStoreNotExist', 404, 'does not exist'],
    [{ ...place, ProjectName: 'elsewhere', TTL: 1 }, 'ProjectNotExist', 404, 'does not exist'],
    [{ ...place, TTL: 0 }, 'InvalidParameter', 400, 'is not valid'],
    [{ ...place, TTL: 3_651 }, 'InvalidParameter', 400, 'is not valid'],
    [place, 'MissingParameter', 400, 'is needed'],
  ])('is refused with %j: %s', async (parameters, code, status, why) => {
    await using running = await startWithLogs();
    await expect(running.log('UpdateLogStore', { ...parameters })).rejects.toMatchObject({
      code,
      status,
      message: expect.stringContaining(why),
    });
  });
});
