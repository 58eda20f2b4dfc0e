import { describe, expect, it } from 'vitest';
import { always, detail, project, startWithLogs } from '../../../support/sandbox/with-logs.ts';

describe('DeleteAlert', () => {
  it('ends an alert, and frees its name', async () => {
    await using running = await startWithLogs();
    const { log, pass, outcomes } = running;
    const alert = { Project: project, Detail: detail(always) };
    await log('CreateAlert', alert);
    await log('DeleteAlert', { Project: project, Name: 'failure' });
    await pass(6);
    expect(outcomes()).toEqual([]);
    await log('CreateAlert', alert);
  });

  it.each<[object, string, number, string]>([
    [{ Project: project, Name: 'failure' }, 'JobNotExist', 404, 'does not exist'],
    [{ Project: 'elsewhere', Name: 'failure' }, 'ProjectNotExist', 404, 'does not exist'],
    [{ Project: project }, 'MissingParameter', 400, 'is needed'],
  ])('is refused with %j: %s', async (parameters, code, status, why) => {
    await using running = await startWithLogs();
    await expect(running.log('DeleteAlert', { ...parameters })).rejects.toMatchObject({
      code,
      status,
      message: expect.stringContaining(why),
    });
  });
});
