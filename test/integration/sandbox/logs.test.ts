import fc from '@alicloud/fc20230330';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { invokeFunction } from '../../support/sandbox/fc-client.ts';
import { movingClock } from '../../support/sandbox/moving-clock.ts';
import { roleTrusting } from '../../support/sandbox/people.ts';
import { type TemporaryDirectory, temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';
import { until } from '../../support/sandbox/until.ts';
import {
  detail,
  index,
  makePrinting,
  passMinutes,
  place,
  project,
  store,
} from '../../support/sandbox/with-logs.ts';

const minute = 60_000;

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

const role = () => `acs:ram::${sandbox.accountId}:role/fn-role`;
const writing = { Effect: 'Allow', Action: 'log:PostLogStoreLogs' };
const trusted = (...statements: object[]) =>
  roleTrusting(sandbox, 'fn-role', { Service: 'fc.aliyuncs.com' }, { statements });
const messages = () => sandbox.logLines(project, store).map(({ fields }) => fields.message);

describe('what a function prints', () => {
  it('goes to its logstore, under its role, between the lines of the platform', async () => {
    await trusted({ ...writing, Resource: `acs:log:*:*:project/${project}/logstore/${store}` });
    await makePrinting(sandbox, 'prints', { role: role() });
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
    await makePrinting(sandbox, 'prints', { role: role() });
    await invokeFunction(sandbox, 'prints', 'a line');
    const elsewhere = new fc.LogConfig({ project, logstore: 'elsewhere' });
    await makePrinting(sandbox, 'astray', { logConfig: elsewhere });
    await invokeFunction(sandbox, 'astray', 'a line');
    expect(messages()).toEqual([]);
    expect(sandbox.logLines(project, 'elsewhere')).toEqual([]);
  });
});

const raised = (count: number) => until(() => sandbox.alarms.length >= count);
const pass = (minutes: number) => passMinutes(sandbox, clock, minutes);
const alarms = () => sandbox.alarms.filter(({ alert }) => alert === 'failure');

describe('an alert', () => {
  beforeEach(async () => {
    await sandbox.log('CreateIndex', index);
    await makePrinting(sandbox);
  });

  const createAlert = (parts: Parameters<typeof detail>[0] = {}) =>
    sandbox.log('CreateAlert', { Project: project, Detail: detail(parts) });

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
});
