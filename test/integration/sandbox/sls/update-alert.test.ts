import { describe, expect, it } from 'vitest';
import { always, detail, project, startWithLogs } from '../../../support/sandbox/with-logs.ts';

describe('UpdateAlert', () => {
  it('replaces an alert, whose times count from then on', async () => {
    await using running = await startWithLogs();
    const { log, pass, outcomes } = running;
    await log('CreateAlert', { Project: project, Detail: detail() });
    await pass(4);
    await log('UpdateAlert', { Project: project, Detail: detail(always) });
    await pass(4);
    expect(outcomes()).toEqual([]);
    await pass(2);
    expect(outcomes()).toEqual(['fired']);
  });

  it('switches an alert off', async () => {
    await using running = await startWithLogs();
    const { log, pass, outcomes } = running;
    await log('CreateAlert', { Project: project, Detail: detail(always) });
    await log('UpdateAlert', { Project: project, Detail: { ...detail(always), State: 'Disabled' } });
    await pass(6);
    expect(outcomes()).toEqual([]);
  });

  it.each<[object, string, number, string]>([
    [{ Project: project, Detail: detail() }, 'JobNotExist', 404, 'does not exist'],
    [{ Project: 'elsewhere', Detail: detail() }, 'ProjectNotExist', 404, 'does not exist'],
    [{ Project: project, Detail: detail({ condition: '' }) }, 'InvalidParameter', 400, 'is not valid'],
    [{ Project: project }, 'MissingParameter', 400, 'is needed'],
  ])('is refused with %j: %s', async (parameters, code, status, why) => {
    await using running = await startWithLogs();
    await expect(running.log('UpdateAlert', { ...parameters })).rejects.toMatchObject({
      code,
      status,
      message: expect.stringContaining(why),
    });
  });
});
