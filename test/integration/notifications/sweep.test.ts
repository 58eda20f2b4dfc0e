import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Batch } from '../../../shared/engine/operations/sweep/outcome.ts';
import { SecretId } from '../../../shared/engine/rotation/store.ts';
import { parseEvent } from '../../../shared/entry/event.ts';
import type { AnnouncedSweep, HandOverHeard } from '../../../shared/notifications/announce.ts';
import { CloudEvent } from '../../../shared/notifications/cloud-event.ts';
import type { Digest } from '../../../shared/notifications/digest.ts';
import { startAgedCloud } from '../../support/stand/aged-cloud.ts';
import type { Cloud } from '../../support/stand/cloud.ts';
import { Robot } from './robot.ts';
import { key, robotSecret, withEngine } from './told.ts';

const due = {
  'rotation:type': 'generic',
  'rotation:strategy': 'none',
  'rotation:schedule': 'every:1d',
  'rotation:grace': '12h',
};
const size = 6;

let cloud: Cloud;
let robot: Robot;

beforeEach(async () => {
  robot = await Robot.start();
  robot.answer = () => ({ status: 202 });
  cloud = await startAgedCloud(undefined, async (young) => {
    await young.createSecret(robotSecret, { Form: 'cloudevents', Url: robot.url, Key: key });
    for (let index = 0; index < size; index += 1)
      await young.createSecret(`Token-${index}`, 'canary-value', due);
    await young.createSecret('Broken', 'x', { ...due, 'rotation:value': 'no-such-thing' });
    // Another function's: it is not even looked at, and no event tells of it.
    await young.createSecret('Foreign', 'x', { ...due, 'rotation:strategy': 'dual-password' });
    await young.createSecret('Malformed', 'x', { ...due, 'rotation:no-such-tag': 'x' });
  });
});
afterEach(async () => {
  await cloud[Symbol.asyncDispose]();
  await robot[Symbol.asyncDispose]();
});

const events = () => robot.calls.map(({ body }) => CloudEvent.parse(JSON.parse(body)));
const sweep = (request: Partial<AnnouncedSweep> = {}, options = {}) =>
  withEngine(cloud, (engine) => engine.sweep({ operation: 'sweep', ...request }), options);

describe('a sweep', () => {
  it('is told at once, however many secrets it rotates, failures first', async () => {
    const { answer, untold } = await sweep();
    expect(untold).toEqual([]);
    expect(answer.Counts).toMatchObject({ rotated: size, failed: 2, malformed: 1 });
    expect(events()).toMatchObject([
      {
        type: 'secret-rotation.digest',
        data: { Counts: { rotated: size, failed: 2 }, Rest: { malformed: 1 } },
      },
    ]);
    const [{ data }] = z.tuple([CloudEvent]).parse(events());
    expect(data.Notices).toHaveLength(size + 2);
    const failed = data.Notices.slice(0, 2).map(({ SecretId: name, Code }) => `${name} ${Code}`);
    expect(failed.toSorted()).toEqual(['Broken policy-malformed', 'Foreign policy-malformed']);
    expect(robot.calls[0]?.body).not.toContain('canary');
  });

  it('that finds nothing new is not told, though a secret still wants a look', async () => {
    await sweep({ secrets: [SecretId.parse('Malformed')] });
    await sweep({ dryRun: true });
    expect(robot.calls).toEqual([]);
  });

  it('that cannot list its secrets is told', async () => {
    cloud.sandbox.faults.ask({
      action: 'ListSecrets',
      fault: { kind: 'fail', status: 503, when: 'before' },
      times: 100,
    });
    await expect(sweep()).rejects.toMatchObject({ code: 'store-failed' });
    expect(events()).toMatchObject([{ type: 'secret-rotation.failed', data: { Counts: { failed: 1 } } }]);
    expect(events()[0]).not.toHaveProperty('subject');
  });
});

describe('a sweep that hands secrets over', () => {
  /** The asynchronous invocations of the platform, one after the other: each event as it crosses the wire. */
  function platform() {
    const waiting: { readonly Lane: readonly object[]; readonly Heard?: Digest | undefined }[] = [];
    const tasks = new Set<string>();
    const handOver: HandOverHeard = async (lane: Batch, first, _signal, heard) => {
      if (tasks.has(first.task)) return 'known';
      tasks.add(first.task);
      const Lane = lane.map(({ secret: name, task }) => ({ SecretId: name, Task: task }));
      waiting.push({ Lane, ...(heard && { Heard: heard }) });
      return 'handed-over';
    };
    const run = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const request = parseEvent(JSON.parse(JSON.stringify({ Operation: 'sweep', ...next })));
        if (request.operation === 'sweep') await sweep(request, { handOver });
      }
    };
    return { handOver, run, tasks };
  }

  it('is told once a lane, and every secret is counted once', async () => {
    const { handOver, run, tasks } = platform();
    const tokens = Array.from({ length: size }, (_, index) => `Token-${index}`);
    // One that nobody finds fails before its rotation begins, which would tell of it.
    const lane = ['Gone', 'Foreign', 'Broken', ...tokens].map((name, index) => ({
      secret: SecretId.parse(name),
      task: `task_${index}`,
    }));
    await handOver(lane, lane[0] ?? { secret: SecretId.parse('x'), task: 'x' }, new AbortController().signal);
    await run();
    expect(tasks.size).toBe(size + 3);
    expect(events()).toMatchObject([{ data: { Counts: { rotated: size, failed: 3 } } }]);
  });

  it('is told by whoever has it where the next invocation was started before', async () => {
    const { handOver, tasks } = platform();
    tasks.add('task_1');
    const lane = ['Token-0', 'Token-1'].map((name, index) => ({
      secret: SecretId.parse(name),
      task: `task_${index}`,
    }));
    await sweep({ batch: lane }, { handOver });
    expect(events()).toMatchObject([{ type: 'secret-rotation.rotated', subject: 'Token-0' }]);
  });

  it('is told by whoever has it where nobody can be started', async () => {
    const lane = ['Token-0', 'Token-1'].map((name, index) => ({
      secret: SecretId.parse(name),
      task: `task_${index}`,
    }));
    await sweep({ batch: lane });
    expect(events()).toMatchObject([
      { type: 'secret-rotation.rotated', subject: 'Token-0', data: { Rest: { left: 1 } } },
    ]);
  });

  it('keeps what is taken along within what an invocation takes', async () => {
    const { handOver } = platform();
    let sent = '';
    const watching: HandOverHeard = (lane, first, signal, heard) => {
      sent = JSON.stringify({ Lane: lane, Heard: heard });
      return handOver(lane, first, signal, heard);
    };
    const At = '2026-11-25T02:00:00.000Z';
    const Notices = Array.from({ length: 300 }, (_, index) => ({
      Kind: 'failed' as const,
      At,
      SecretId: SecretId.parse(`Before-${index}`),
      Message: 'x'.repeat(400),
    }));
    const heard = { Counts: { failed: 300 }, Notices };
    const long = 'n'.repeat(180);
    const lane = Array.from({ length: 400 }, (_, index) => ({
      secret: SecretId.parse(index === 0 ? 'Token-0' : `${long}-${index}`),
      task: `sweep-${'0'.repeat(36)}${index}`,
    }));
    await sweep({ batch: lane, heard }, { handOver: watching });
    expect(sent.length).toBeGreaterThan(90_000);
    expect(sent.length).toBeLessThan(128 * 1_024);
    expect(JSON.parse(sent).Heard.Counts).toEqual({ failed: 300, rotated: 1 });
  });
});
