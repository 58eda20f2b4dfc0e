import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from '@alicloud/fc20230330';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../shared/runtime/system-clock.ts';
import { type Sandbox, startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { fcClientOf } from '../../support/sandbox/fc-client.ts';
import { makeFunction, makeTimer } from '../../support/sandbox/made-function.ts';
import { movingClock } from '../../support/sandbox/moving-clock.ts';
import { type TemporaryDirectory, temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';
import { until } from '../../support/sandbox/until.ts';

const minute = 60_000;

/** Writes down each event, and fails where the payload says so. */
const notes = `exports.handler = async (event) => {
  require('node:fs').appendFileSync(process.env.FILE, event + '\\n');
  if (JSON.parse(event).payload === 'fail') throw new Error('as asked');
};`;

let clock: ReturnType<typeof movingClock>;
let sandbox: Sandbox;
let directory: TemporaryDirectory;

beforeEach(async () => {
  directory = await temporaryDirectory();
  clock = movingClock();
  sandbox = await startSandbox({ clock, switches: { asyncRetryDelay: 10 } });
});

afterEach(async () => {
  await sandbox[Symbol.asyncDispose]();
  await directory[Symbol.asyncDispose]();
});

const file = () => join(directory.path, 'events');
const make = (name = 'notes') =>
  makeFunction(sandbox, name, notes, { environmentVariables: { FILE: file() } });
const events = async () =>
  (await readFile(file(), 'utf8'))
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
const ran = (times: number) => until(() => sandbox.invocations.length >= times);
/** Long enough for a timer that is due. */
const aMoment = () => systemClock.sleep(600, AbortSignal.timeout(10_000));

describe('a time trigger', () => {
  it('calls its function, asynchronously, with its time, its name and its payload', async () => {
    await make();
    const createdAt = clock.now();
    await makeTimer(sandbox, 'notes', '@every 4m', '{"Operation":"sweep"}');
    await aMoment();
    expect(sandbox.invocations).toEqual([]);
    clock.pass(4 * minute);
    await ran(1);
    const [event] = await events();
    expect(event).toEqual({
      triggerTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      triggerName: 'timer',
      payload: '{"Operation":"sweep"}',
    });
    const { triggerTime } = Object(event);
    expect(Math.abs(Date.parse(triggerTime) - createdAt - 4 * minute)).toBeLessThan(2_000);
    expect(sandbox.invocations).toMatchObject([
      { functionName: 'notes', kind: 'Async', errorType: undefined },
    ]);
    clock.pass(4 * minute);
    await ran(2);
  });

  it('comes by a calendar to the second', async () => {
    await make();
    await makeTimer(sandbox, 'notes', 'CRON_TZ=Asia/Shanghai 30 0 4 * * *');
    clock.pass(24 * 60 * minute);
    await ran(1);
    expect(await events()).toMatchObject([{ triggerTime: expect.stringMatching(/T20:00:30Z$/) }]);
  });

  it('does not come for each time that went by unseen', async () => {
    await make();
    await makeTimer(sandbox, 'notes', '@every 4m');
    clock.pass(60 * minute);
    await ran(1);
    await aMoment();
    expect(sandbox.invocations).toHaveLength(1);
  });

  it('comes no more once it is switched off, or deleted', async () => {
    await make();
    await makeTimer(sandbox, 'notes', '@every 1m');
    const client = fcClientOf(sandbox);
    const triggerConfig = JSON.stringify({ cronExpression: '@every 1m', enable: false });
    const request = new fc.UpdateTriggerRequest({ body: new fc.UpdateTriggerInput({ triggerConfig }) });
    await client.updateTrigger('notes', 'timer', request);
    clock.pass(5 * minute);
    await aMoment();
    await client.deleteTrigger('notes', 'timer');
    await makeTimer(sandbox, 'notes', '@every 1m');
    await client.deleteTrigger('notes', 'timer');
    clock.pass(5 * minute);
    await aMoment();
    expect(sandbox.invocations).toEqual([]);
  });

  it('has a failing function tried again, and its destination told', async () => {
    await make();
    await make('told');
    await fcClientOf(sandbox).putAsyncInvokeConfig(
      'notes',
      new fc.PutAsyncInvokeConfigRequest({
        body: new fc.PutAsyncInvokeConfigInput({
          maxAsyncRetryAttempts: 1,
          destinationConfig: new fc.DestinationConfig({
            onFailure: new fc.Destination({
              destination: `acs:fc:cn-hangzhou:${sandbox.accountId}:functions/told`,
            }),
          }),
        }),
      }),
    );
    await makeTimer(sandbox, 'notes', '@every 1m', 'fail');
    clock.pass(minute);
    await ran(3);
    await sandbox.invoked();
    expect(sandbox.invocations.map(({ functionName, attempt }) => [functionName, attempt])).toEqual([
      ['notes', 1],
      ['notes', 2],
      ['told', 1],
    ]);
    expect((await events()).at(-1)).toMatchObject({
      requestContext: { condition: 'HandledInvocationError', approximateInvokeCount: 2 },
      requestPayload: expect.stringContaining('"payload":"fail"'),
    });
  });

  it('comes again after a restart, but not for the time in between', async () => {
    await using data = await temporaryDirectory();
    const start = async () => {
      await sandbox[Symbol.asyncDispose]();
      sandbox = await startSandbox({ clock, data: data.path });
    };
    await start();
    await make();
    await makeTimer(sandbox, 'notes', '@every 1h');
    await sandbox[Symbol.asyncDispose]();
    clock.pass(90 * minute);
    await start();
    await aMoment();
    expect(sandbox.invocations).toEqual([]);
    clock.pass(60 * minute);
    await ran(1);
  });
});
