import { describe, expect, it } from 'vitest';
import { until } from '../../../support/sandbox/until.ts';
import { always, detail, index, place, project, startWithLogs } from '../../../support/sandbox/with-logs.ts';

describe('UpdateIndex', () => {
  it('replaces the fields that an alert may look at', async () => {
    await using running = await startWithLogs();
    const { sandbox, clock, log } = running;
    await log('CreateAlert', { Project: project, Detail: detail(always) });
    await log('UpdateIndex', { ...place, KeyIndices: [{ Name: 'functionName', Type: 'text' }] });
    clock.pass(6 * 60_000);
    await until(() => sandbox.alarms.length > 0);
    await log('UpdateIndex', index);
    clock.pass(6 * 60_000);
    await until(() => sandbox.alarms.length > 1);
    expect(sandbox.alarms).toMatchObject([
      { outcome: { kind: 'broken', why: expect.stringContaining('message') } },
      { outcome: { kind: 'fired', count: 0 } },
    ]);
  });

  it.each<[object, string, number, string]>([
    [{ ...index, LogstoreName: 'other' }, 'LogStoreNotExist', 404, 'does not exist'],
    [{ ...index, ProjectName: 'elsewhere' }, 'ProjectNotExist', 404, 'does not exist'],
    [{ ...place, KeyIndices: [{ Name: 'n', Type: 'long' }] }, 'InvalidParameter', 400, 'is not valid'],
    [{ ProjectName: project }, 'MissingParameter', 400, 'is needed'],
  ])('is refused with %j: %s', async (parameters, code, status, why) => {
    await using running = await startWithLogs();
    await expect(running.log('UpdateIndex', { ...parameters })).rejects.toMatchObject({
      code,
      status,
      message: expect.stringContaining(why),
    });
  });
});
