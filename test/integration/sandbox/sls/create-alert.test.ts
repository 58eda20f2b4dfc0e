import { describe, expect, it } from 'vitest';
import { always, detail, project, startWithLogs } from '../../../support/sandbox/with-logs.ts';

describe('CreateAlert', () => {
  it('has an alert evaluated at its times from then on', async () => {
    await using running = await startWithLogs();
    const { log, pass, outcomes } = running;
    await log('CreateAlert', { Project: project, Detail: detail(always) });
    await pass(4);
    expect(outcomes()).toEqual([]);
    await pass(2);
    expect(outcomes()).toEqual(['fired']);
  });

  it('is refused for an alert that is there already', async () => {
    await using running = await startWithLogs();
    const alert = { Project: project, Detail: detail() };
    await running.log('CreateAlert', alert);
    await expect(running.log('CreateAlert', alert)).rejects.toMatchObject({
      code: 'JobAlreadyExist',
      status: 400,
    });
  });

  it.each([
    ['a query without a count', { query: 'message: "a"' }, 'counts nothing'],
    ['a search with a wildcard', { query: 'message: "a*" | select count(1) as n' }, 'wildcard'],
    ['a condition on nothing', { condition: '' }, 'compared with a number'],
    ['a condition on another number', { condition: 'm > 0' }, 'asks for m'],
    ['a span that is none', { start: 'now' }, 'no span of time'],
    ['a daily schedule', { schedule: { Type: 'Daily', Hour: 4 } }, 'FixedRate and Cron'],
    ['a calendar without a zone', { schedule: { Type: 'Cron', CronExpression: '0 4 * * *' } }, 'string'],
    [
      'a calendar that cannot be read',
      { schedule: { Type: 'Cron', CronExpression: '0 4', TimeZone: '+0000' } },
      'CronExpression',
    ],
    ['no query', { more: { QueryList: [] } }, 'one query'],
    ['groups', { more: { GroupConfiguration: { Type: 'labels_auto' } } }, 'groups nothing'],
    ['joined queries', { more: { JoinConfigurations: [{ Type: 'no_join' }] } }, 'joined'],
    ['a setting that nobody knows', { more: { Threshhold: 2 } }, 'Threshhold'],
  ])('is refused by name with %s', async (_, parts, why) => {
    await using running = await startWithLogs();
    await expect(running.log('CreateAlert', { Project: project, Detail: detail(parts) })).rejects.toThrow(
      why,
    );
  });

  it.each<[object, string, number, string]>([
    [{ Project: 'elsewhere', Detail: detail() }, 'ProjectNotExist', 404, 'does not exist'],
    [{ Project: project, Detail: { ...detail(), Name: '1st' } }, 'InvalidParameter', 400, 'no such name'],
    [{ Project: project, Detail: { ...detail(), State: 'On' } }, 'InvalidParameter', 400, 'is not valid'],
    [{ Project: project }, 'MissingParameter', 400, 'is needed'],
  ])('is refused with %j: %s', async (parameters, code, status, why) => {
    await using running = await startWithLogs();
    await expect(running.log('CreateAlert', { ...parameters })).rejects.toMatchObject({
      code,
      status,
      message: expect.stringContaining(why),
    });
  });
});
