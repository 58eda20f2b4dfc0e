import fc from '@alicloud/fc20230330';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { invokeFunction } from '../../support/sandbox/fc-client.ts';
import { makeFunction } from '../../support/sandbox/made-function.ts';
import { movingClock } from '../../support/sandbox/moving-clock.ts';
import { roleTrusting } from '../../support/sandbox/people.ts';
import { type TemporaryDirectory, temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';
import { until } from '../../support/sandbox/until.ts';

const minute = 60_000;
const [project, store] = ['rotation-logs', 'functions'];
const place = { ProjectName: project, LogstoreName: store };

let clock: ReturnType<typeof movingClock>;
let sandbox: Sandbox;
let data: TemporaryDirectory;
const heard: string[] = [];

const start = () => startSandbox({ clock, data: data.path, onAlarm: ({ alert }) => void heard.push(alert) });

beforeEach(async () => {
  heard.length = 0;
  clock = movingClock();
  data = await temporaryDirectory();
  sandbox = await start();
  await sandbox.log('CreateProject', { Name: project });
  await sandbox.log('CreateLogStore', { ...place, TTL: 7 });
});

afterEach(async () => {
  await sandbox[Symbol.asyncDispose]();
  await data[Symbol.asyncDispose]();
});

/** Prints each event as it is, on one output and on the other. */
const prints = 'exports.handler = async (event) => { console.log(String(event)); console.error("aside"); };';
const logConfig = new fc.LogConfig({ project, logstore: store });
const role = () => `acs:ram::${sandbox.accountId}:role/fn-role`;
const writing = { Effect: 'Allow', Action: 'log:PostLogStoreLogs' };
const trusted = (...statements: object[]) =>
  roleTrusting(sandbox, 'fn-role', { Service: 'fc.aliyuncs.com' }, { statements });
const messages = () => sandbox.logLines(project, store).map(({ fields }) => fields.message);

describe('what a function prints', () => {
  it('goes to its logstore, under its role, between the lines of the platform', async () => {
    await trusted({ ...writing, Resource: `acs:log:*:*:project/${project}/logstore/${store}` });
    await makeFunction(sandbox, 'prints', prints, { logConfig, role: role() });
    const { headers } = await invokeFunction(sandbox, 'prints', 'a line');
    const requestId = headers['x-fc-request-id'];
    expect(messages()).toEqual([
      `FC Invoke Start RequestId: ${requestId}`,
      'a line',
      'aside',
      `FC Invoke End RequestId: ${requestId}`,
    ]);
    expect(sandbox.logLines(project, store)[1]?.fields).toMatchObject({
      functionName: 'prints',
      requestId,
      instanceID: expect.stringMatching(/^c-/),
    });
  });

  it('is lost where its role may not write, and where there is no such logstore', async () => {
    await trusted({ ...writing, Resource: 'acs:log:*:*:project/other/logstore/*' });
    await makeFunction(sandbox, 'prints', prints, { logConfig, role: role() });
    await invokeFunction(sandbox, 'prints', 'a line');
    const elsewhere = new fc.LogConfig({ project, logstore: 'elsewhere' });
    await makeFunction(sandbox, 'astray', prints, { logConfig: elsewhere });
    await invokeFunction(sandbox, 'astray', 'a line');
    expect(messages()).toEqual([]);
    expect(sandbox.logLines(project, 'elsewhere')).toEqual([]);
  });

  it('is gone with its logstore', async () => {
    await makeFunction(sandbox, 'prints', prints, { logConfig });
    await invokeFunction(sandbox, 'prints', 'a line');
    expect(messages()).toHaveLength(4);
    await sandbox.log('DeleteLogStore', place);
    await sandbox.log('CreateLogStore', place);
    expect(messages()).toEqual([]);
  });
});

interface Wish {
  readonly query?: string;
  readonly condition?: string;
  readonly schedule?: object;
  readonly start?: string;
  readonly more?: object;
}

/** As a template has it. */
const detail = ({ query, condition = 'n > 0', schedule, start = '-15m', more = {} }: Wish = {}) => ({
  Name: 'failure',
  DisplayName: 'A rotation failed',
  Type: 'Alert',
  State: 'Enabled',
  Schedule: schedule ?? { Type: 'FixedRate', Interval: '5m' },
  Configuration: {
    Version: '2.0',
    Type: 'default',
    Dashboard: 'internal-alert-analysis',
    QueryList: [
      {
        StoreType: 'log',
        Project: project,
        Store: store,
        Query: query ?? 'functionName: "prints" and message: "failed" | select count(1) as n',
        TimeSpanType: 'Relative',
        Start: start,
        End: 'now',
      },
    ],
    GroupConfiguration: { Type: 'no_group', Fields: [] },
    JoinConfigurations: [],
    SeverityConfigurations: [{ Severity: 8, EvalCondition: { Condition: condition, CountCondition: '' } }],
    Threshold: 1,
    NoDataFire: false,
    SendResolved: true,
    PolicyConfiguration: { AlertPolicyId: 'a', ActionPolicyId: 'b', RepeatInterval: '4h' },
    ...more,
  },
});

const index = {
  ...place,
  KeyIndices: [
    { Name: 'functionName', Type: 'text' },
    { Name: 'message', Type: 'text' },
  ],
};

const raised = (count: number) => until(() => sandbox.alarms.length >= count);
/** Lets time pass, and every alert that has come be evaluated. */
async function pass(minutes: number): Promise<void> {
  const marker = `marker-${clock.now()}`;
  const query = 'message: "nothing" | select count(1) as n';
  const schedule = { Type: 'FixedRate', Interval: '1s' };
  clock.pass(minutes * minute);
  const always = { ...detail({ query, condition: 'n == 0', schedule }), Name: marker };
  await sandbox.log('CreateAlert', { Project: project, Detail: always });
  clock.pass(2_000);
  await until(() => sandbox.alarms.some(({ alert }) => alert === marker));
  await sandbox.log('DeleteAlert', { Project: project, Name: marker });
}
const alarms = () => sandbox.alarms.filter(({ alert }) => alert === 'failure');

describe('an alert', () => {
  beforeEach(async () => {
    await sandbox.log('CreateIndex', index);
    await makeFunction(sandbox, 'prints', prints, { logConfig });
  });

  const createAlert = (wish: Wish = {}) =>
    sandbox.log('CreateAlert', { Project: project, Detail: detail(wish) });

  it('fires at its time when its condition is met, and is heard of', async () => {
    await createAlert();
    await pass(6);
    expect(alarms()).toEqual([]);
    await invokeFunction(sandbox, 'prints', '{"event":"failed"}');
    clock.pass(5 * minute);
    await until(() => alarms().length > 0);
    expect(alarms()).toMatchObject([
      { project, displayName: 'A rotation failed', outcome: { kind: 'fired', severity: 8, count: 1 } },
    ]);
    expect(heard).toContain('failure');
  });

  it('does not fire for what is older than the span it looks at', async () => {
    await invokeFunction(sandbox, 'prints', '{"event":"failed"}');
    clock.pass(16 * minute);
    await createAlert();
    await pass(6);
    expect(alarms()).toEqual([]);
  });

  it('fires when something has not come for long', async () => {
    const query = 'message: "swept-well" | select count(1) as n';
    await createAlert({ query, condition: 'n == 0', start: '-2h' });
    await invokeFunction(sandbox, 'prints', '{"event":"swept-well"}');
    await pass(60);
    expect(alarms()).toEqual([]);
    await pass(70);
    expect(alarms()).toMatchObject([{ outcome: { condition: 'n == 0', count: 0 } }]);
  });

  it('fires only when its condition is met so many times in a row', async () => {
    await invokeFunction(sandbox, 'prints', '{"event":"failed"}');
    await createAlert({ start: '-1d', more: { Threshold: 2 } });
    await pass(5);
    expect(alarms()).toEqual([]);
    await pass(5);
    expect(alarms()).toHaveLength(1);
  });

  it('comes by a calendar in the zone it names', async () => {
    const schedule = { Type: 'Cron', CronExpression: '0 4 * * *', TimeZone: '+0800' };
    await invokeFunction(sandbox, 'prints', '{"event":"failed"}');
    await createAlert({ schedule, start: '-3d' });
    clock.pass(24 * 60 * minute);
    await raised(1);
    const [alarm] = alarms();
    expect(alarm?.outcome).toMatchObject({ kind: 'fired' });
  });

  it('says that it cannot be evaluated where a field has no index', async () => {
    await sandbox.log('UpdateIndex', { ...index, KeyIndices: [{ Name: 'message', Type: 'text' }] });
    await createAlert();
    await pass(6);
    expect(alarms()).toMatchObject([
      { outcome: { kind: 'broken', why: expect.stringContaining('functionName') } },
    ]);
  });

  it('comes no more once it is switched off or deleted', async () => {
    await invokeFunction(sandbox, 'prints', '{"event":"failed"}');
    await createAlert();
    await sandbox.log('UpdateAlert', { Project: project, Detail: { ...detail(), State: 'Disabled' } });
    await pass(6);
    await sandbox.log('DeleteAlert', { Project: project, Name: 'failure' });
    await createAlert();
    await sandbox.log('DeleteProject', { Name: project });
    clock.pass(6 * minute);
    await sandbox.log('CreateProject', { Name: project });
    await sandbox.log('CreateLogStore', place);
    await sandbox.log('CreateIndex', index);
    await pass(6);
    expect(alarms()).toEqual([]);
  });

  it('is there again after a restart, when the lines of before are not', async () => {
    await invokeFunction(sandbox, 'prints', '{"event":"failed"}');
    await createAlert();
    await sandbox[Symbol.asyncDispose]();
    sandbox = await start();
    await pass(6);
    expect(alarms()).toEqual([]);
    await invokeFunction(sandbox, 'prints', '{"event":"failed"}');
    await pass(6);
    expect(alarms()).toHaveLength(1);
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
  ])('with %s is refused by name', async (_, wish, why) => {
    await expect(createAlert(wish)).rejects.toThrow(why);
  });
});

describe('what a stack makes', () => {
  it.each([
    ['CreateProject', { Name: project }, 'already exists'],
    ['CreateProject', { Name: 'No_Project' }, 'no such name'],
    ['CreateLogStore', place, 'already exists'],
    ['CreateLogStore', { ...place, ProjectName: 'elsewhere' }, 'does not exist'],
    ['UpdateLogStore', { ...place, LogstoreName: 'other', TTL: 1 }, 'does not exist'],
    ['UpdateAlert', { Project: project, Detail: detail() }, 'does not exist'],
    ['DeleteAlert', { Project: project, Name: 'failure' }, 'does not exist'],
    ['DeleteProject', { Name: 'elsewhere' }, 'does not exist'],
  ])('is refused when it is there already, or is not: %s %j', async (action, parameters, why) => {
    await expect(sandbox.log(action, parameters)).rejects.toThrow(why);
  });
});
