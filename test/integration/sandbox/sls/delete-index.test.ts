import { describe, expect, it } from 'vitest';
import { until } from '../../../support/sandbox/until.ts';
import { always, detail, index, place, project, startWithLogs } from '../../../support/sandbox/with-logs.ts';

describe('DeleteIndex', () => {
  it('deletes the index, so that another can be made', async () => {
    await using running = await startWithLogs();
    const { log } = running;
    await expect(log('CreateIndex', index)).rejects.toMatchObject({ code: 'IndexAlreadyExist' });
    await log('DeleteIndex', place);
    await log('CreateIndex', index);
  });

  it('leaves an alert unable to look at any field', async () => {
    await using running = await startWithLogs();
    const { sandbox, clock, log } = running;
    await log('CreateAlert', { Project: project, Detail: detail(always) });
    await log('DeleteIndex', place);
    clock.pass(6 * 60_000);
    await until(() => sandbox.alarms.length > 0);
    expect(sandbox.alarms).toMatchObject([
      { outcome: { kind: 'broken', why: expect.stringContaining('message') } },
    ]);
  });

  it.each<[object, string, number, string]>([
    [{ ...place, LogstoreName: 'other' }, 'LogStoreNotExist', 404, 'does not exist'],
    [{ ...place, ProjectName: 'elsewhere' }, 'ProjectNotExist', 404, 'does not exist'],
    [{ ProjectName: project }, 'MissingParameter', 400, 'is needed'],
  ])('is refused with %j: %s', async (parameters, code, status, why) => {
    await using running = await startWithLogs();
    await expect(running.log('DeleteIndex', { ...parameters })).rejects.toMatchObject({
      code,
      status,
      message: expect.stringContaining(why),
    });
  });
});
