import { describe, expect, it } from 'vitest';
import { project, startWithLogs } from '../../../support/sandbox/with-logs.ts';

describe('CreateProject', () => {
  it('makes a project that takes a logstore', async () => {
    await using running = await startWithLogs();
    const { log } = running;
    const inside = { ProjectName: 'other-logs', LogstoreName: 'functions' };
    await expect(log('CreateLogStore', inside)).rejects.toMatchObject({ code: 'ProjectNotExist' });
    await log('CreateProject', { Name: 'other-logs', Description: 'd'.repeat(64) });
    await log('CreateLogStore', inside);
  });

  it.each<[object, string, number, string]>([
    [{ Name: project }, 'ProjectAlreadyExist', 400, 'already exists'],
    [{ Name: 'No_Project' }, 'InvalidParameter', 400, 'no such name'],
    [{ Name: 'ab' }, 'InvalidParameter', 400, 'no such name'],
    [{ Name: 'p'.repeat(64) }, 'InvalidParameter', 400, 'no such name'],
    [{ Name: 'other-logs', Description: 'd'.repeat(65) }, 'InvalidParameter', 400, 'is not valid'],
    [{}, 'MissingParameter', 400, 'is needed'],
  ])('is refused with %j: %s', async (parameters, code, status, why) => {
    await using running = await startWithLogs();
    await expect(running.log('CreateProject', { ...parameters })).rejects.toMatchObject({
      code,
      status,
      message: expect.stringContaining(why),
    });
  });
});
