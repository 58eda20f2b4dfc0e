import { afterEach, describe, expect, it } from 'vitest';
import type { Batch } from '../../../../../shared/engine/operations/sweep/outcome.ts';
import type { HandOver } from '../../../../../shared/engine/operations/sweep/ports.ts';
import { PrivilegeMissing, Unreachable } from '../../../../../shared/engine/rotation/errors.ts';
import { SecretId } from '../../../../../shared/engine/rotation/store.ts';
import { stretched } from '../../../../support/stand/stretched.ts';
import { ModelFleet } from './model-fleet.ts';

const secretOf = (name: string) => SecretId.parse(name);

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.parse('2026-05-01T00:00:00Z');
const monthly = { 'rotation:schedule': 'every:30d' };
const due = { tags: monthly, createTime: start - 40 * day };

function fleetOf(members: Readonly<Record<string, Parameters<ModelFleet['add']>[1]>>): ModelFleet {
  const fleet = new ModelFleet();
  fleet.now = start;
  for (const [name, member] of Object.entries(members)) fleet.add(name, member);
  return fleet;
}

const many = (count: number, member: (index: number) => Parameters<ModelFleet['add']>[1]) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`s${index}`, member(index)]));

describe('a sweep', () => {
  it('rotates what is due, retires what is over its grace, and leaves all others alone', async () => {
    const fleet = fleetOf({
      due,
      young: { tags: monthly, createTime: start - day },
      unscheduled: {},
      off: { ...due, tags: { ...monthly, 'rotation:auto': 'off' } },
      deleting: { ...due, plannedDeleteTime: start + day },
      'of-another-type': { ...due, tags: { ...monthly, 'rotation:type': 'other' } },
      'with-a-typo': { ...due, tags: { 'rotation:schedul': 'every:1d' } },
    });
    const result = await fleet.sweep();
    expect(result).toMatchObject({
      Outcome: 'swept',
      Type: 'model',
      Counts: { rotated: 1, verified: 2, off: 1, deleting: 1, malformed: 1 },
    });
    expect(result.Secrets.map(({ SecretId, Outcome }) => [SecretId, Outcome])).toEqual([
      ['with-a-typo', 'malformed'],
      ['due', 'rotated'],
    ]);
    expect((await fleet.sweep()).Counts).toMatchObject({ 'not-due': 2, unscheduled: 1 });
    fleet.now += 25 * hour;
    expect((await fleet.sweep()).Counts).toMatchObject({ retired: 1, verified: 2 });
    expect((await fleet.sweep()).Counts).toMatchObject({ verified: 1, 'not-due': 1, unscheduled: 1 });
  });

  it('changes nothing when it is asked what it would do', async () => {
    const fleet = fleetOf({ due });
    const result = await fleet.sweep({ dryRun: true });
    expect(result).toMatchObject({ DryRun: true, Secrets: [{ SecretId: 'due', Outcome: 'would-rotate' }] });
    expect(fleet.store.calls).toEqual([]);
  });

  it('goes on after a secret that failed, and tries it again later, three times at most', async () => {
    const fleet = fleetOf({ good: due });
    fleet.add('bad', due).onCall = (call) => {
      if (call === 'before set') throw new Unreachable('the model service', 'it is down');
    };
    fleet.now += day;
    expect(new Set((await fleet.sweep()).Secrets)).toEqual(
      new Set([
        expect.objectContaining({ SecretId: 'good', Outcome: 'rotated' }),
        expect.objectContaining({ SecretId: 'bad', Outcome: 'failed', Code: 'unreachable' }),
      ]),
    );
    expect((await fleet.sweep()).Counts).toEqual({ 'not-due': 2 });
    for (const pause of [11 * 60_000, 61 * 60_000]) {
      fleet.now += pause;
      expect((await fleet.sweep()).Counts).toMatchObject({ failed: 1 });
    }
    fleet.now += 61 * 60_000;
    expect((await fleet.sweep()).Secrets).toEqual([{ SecretId: 'bad', Outcome: 'stopped' }]);
    expect(fleet.events.filter(({ event }) => event === 'stopped')).toHaveLength(1);
  });

  it('tells what is busy after a change as a failure that is not counted, and goes on with it', async () => {
    const fleet = fleetOf({});
    const service = fleet.add('half', due);
    service.onCall = (call) => {
      service.lockLost ||= call === 'before prove';
    };
    fleet.now += day;
    expect((await fleet.sweep()).Secrets).toMatchObject([
      { SecretId: 'half', Outcome: 'failed', Code: 'busy' },
    ]);
    expect(fleet.tag('half', 'rotation:status')).toMatch(/failures=0:busy@/);
    service.onCall = () => {};
    service.lockLost = false;
    expect((await fleet.sweep()).Secrets).toMatchObject([{ SecretId: 'half', Outcome: 'rotated' }]);
  });

  it('tells a bug as the failure of its secret, and rotates all others', async () => {
    const fleet = fleetOf({ good: due });
    fleet.add('bug', due).onCall = () => {
      throw new TypeError('canary');
    };
    fleet.now += day;
    const { Secrets } = await fleet.sweep();
    expect(Secrets.find(({ SecretId }) => SecretId === 'bug')).toMatchObject({
      Outcome: 'failed',
      Code: 'internal-error',
      Reason: expect.stringContaining('TypeError'),
    });
    expect(JSON.stringify(Secrets)).not.toContain('canary');
    expect(fleet.rotations.map(({ secret }) => secret)).toEqual(['good']);
    expect(fleet.events).toContainEqual(
      expect.objectContaining({ secret: 'bug', event: 'failed', code: 'internal-error' }),
    );
  });

  it('tells and records what happens before the policy was read, by the listing', async () => {
    const fleet = fleetOf({ good: due, bad: due });
    fleet.now += day;
    const describe = fleet.store.describe.bind(fleet.store);
    fleet.store.describe = async (secret, ...rest) => {
      if (secret === 'bad') throw new TypeError('canary');
      return describe(secret, ...rest);
    };
    expect((await fleet.sweep()).Counts).toEqual({ failed: 1, rotated: 1 });
    fleet.store.describe = describe;
    expect(fleet.events).toContainEqual(
      expect.objectContaining({ secret: 'bad', event: 'failed', code: 'internal-error', failures: 0 }),
    );
    expect((await fleet.sweep()).Counts).toEqual({ 'not-due': 1, rotated: 1 });
  });

  it('rotates once where two sweeps run at the same time, or one works from an old listing', async () => {
    const fleet = fleetOf(many(10, () => due));
    fleet.now += day;
    await Promise.all([fleet.sweep(), fleet.sweep(), fleet.sweep()]);
    expect(fleet.rotations.map(({ secret }) => secret).toSorted()).toEqual(Object.keys(many(10, () => due)));
  });

  it('finds a rotation again that was promoted and not recorded, and records it', async () => {
    const fleet = fleetOf({ due });
    fleet.now += day;
    const record = fleet.store.record.bind(fleet.store);
    fleet.store.record = async () => {
      throw new Unreachable('KMS', 'it is down');
    };
    await fleet.sweep();
    fleet.store.record = record;
    fleet.now += hour;
    expect((await fleet.sweep()).Counts).toEqual({ 'already-current': 1 });
    expect((await fleet.sweep()).Counts).toEqual({ 'not-due': 1 });
    expect(fleet.rotations).toHaveLength(1);
  });

  it('logs in with what is stored where it is asked to verify', async () => {
    const fleet = fleetOf({ a: {}, b: due, off: { tags: { 'rotation:auto': 'off' } } });
    fleet.now += day;
    const { Counts } = await fleet.sweep({ verify: true });
    expect(Counts).toEqual({ verified: 1, rotated: 1, off: 1 });
  });

  it('logs in with what is stored of each secret once a day, each at an hour of its own', async () => {
    const fleet = fleetOf(many(40, () => ({})));
    expect((await fleet.sweep({ verify: false })).Counts).toEqual({ unscheduled: 40 });
    expect((await fleet.sweep()).Counts).toEqual({ verified: 40 });
    const perHour: number[] = [];
    for (let hours = 0; hours < 24; hours += 1) {
      fleet.now += hour;
      perHour.push((await fleet.sweep()).Counts.verified ?? 0);
    }
    expect(perHour.reduce((sum, count) => sum + count, 0)).toBe(40);
    expect(Math.max(...perHour)).toBeLessThan(10);
  });

  it('takes a rotation for proof enough on its day', async () => {
    const fleet = fleetOf({ due });
    fleet.now += day;
    expect((await fleet.sweep()).Counts).toEqual({ rotated: 1 });
    fleet.now += 23 * hour;
    expect((await fleet.sweep()).Counts).toEqual({ 'not-due': 1 });
    fleet.now += 2 * hour;
    expect((await fleet.sweep()).Counts).toEqual({ retired: 1 });
    expect((await fleet.sweep()).Counts).toEqual({ verified: 1 });
  });

  it('tells of a value that does not log in, once a day and no more, and counts no failure', async () => {
    const fleet = fleetOf({});
    fleet.add('changed-by-hand', {}).accepted = ['another'];
    const found = await fleet.sweep();
    expect(found).toMatchObject({ Counts: { drifted: 1 }, Secrets: [{ SecretId: 'changed-by-hand' }] });
    expect(fleet.tag('changed-by-hand', 'rotation:status')).toMatch(/^drifted=\w{3}\/failures=0$/);
    expect((await fleet.sweep()).Counts).toEqual({ unscheduled: 1 });
    fleet.now += day;
    expect((await fleet.sweep()).Counts).toEqual({ drifted: 1 });
    expect(fleet.events.filter(({ event }) => event === 'drifted')).toHaveLength(2);
  });

  it('looks at the named secrets alone, and says of which of them there is nothing to sweep', async () => {
    const fleet = fleetOf({ mine: due, theirs: due, foreign: { tags: { 'rotation:type': 'other' } } });
    fleet.now += day;
    const secrets = ['mine', 'foreign', 'nowhere'].map(secretOf);
    expect((await fleet.sweep({ secrets })).Secrets).toMatchObject([
      { SecretId: 'nowhere', Outcome: 'failed', Code: 'secret-not-found' },
      { SecretId: 'mine', Outcome: 'rotated' },
    ]);
    expect(fleet.rotations.map(({ secret }) => secret)).toEqual(['mine']);
  });
});

describe('a policy that wants to hear of what was missed', () => {
  it('is told once, and the secret waits for its next time', async () => {
    const tags = { 'rotation:schedule': 'cron:0_2_any_any_MON', 'rotation:missed': 'alert' };
    const fleet = fleetOf({ weekly: { tags, createTime: start } });
    const sweep = () => fleet.sweep({ verify: false });
    fleet.now = Date.parse('2026-05-06T00:00:00Z');
    expect((await sweep()).Secrets).toMatchObject([{ Outcome: 'missed' }]);
    for (let hours = 0; hours < 48; hours += 1) {
      fleet.now += hour;
      expect((await sweep()).Counts).toEqual({ 'not-due': 1 });
    }
    expect(fleet.events.filter(({ event }) => event === 'missed')).toMatchObject([
      { due: Date.parse('2026-05-04T02:00:00Z') },
    ]);
    fleet.now = Date.parse('2026-05-11T03:00:00Z');
    expect((await sweep()).Counts).toEqual({ rotated: 1 });
  });
});

describe('what is done at once', () => {
  it('is bounded on each server, and in all', async () => {
    const fleet = fleetOf(many(60, (index) => ({ ...due, server: index % 3 === 0 ? 'one' : 'two' })));
    fleet.now += day;
    expect((await fleet.sweep({ concurrency: 10, perServer: 3 })).Counts).toEqual({ rotated: 60 });
    expect([...fleet.busiest]).toEqual(
      expect.arrayContaining([
        ['one', 3],
        ['two', 3],
      ]),
    );
  });

  it('is one of a pair, with a grace between the two', async () => {
    const withPair = (pair: string) => ({
      ...due,
      tags: { ...monthly, 'rotation:pair': pair, 'rotation:grace': '8h' },
    });
    const fleet = fleetOf({ blue: withPair('green'), green: withPair('blue') });
    fleet.now += day;
    expect((await fleet.sweep()).Counts).toEqual({ rotated: 1, apart: 1 });
    fleet.now += 7 * hour;
    expect((await fleet.sweep()).Counts).toEqual({ 'not-due': 1, apart: 1 });
    fleet.now += 1.1 * hour;
    expect((await fleet.sweep()).Counts).toMatchObject({ rotated: 1, retired: 1 });
    const [first, second] = fleet.rotations.map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(8 * hour);
  });

  it.each([
    ['does not name it', { 'rotation:grace': '8h' }],
    ['names a third one', { 'rotation:pair': 'red', 'rotation:grace': '8h' }],
  ])('is not held back by one that %s', async (_, tags) => {
    const blue = { ...due, tags: { ...monthly, 'rotation:pair': 'green', 'rotation:grace': '8h' } };
    const rotated = `success=${new Date(start + day).toISOString().slice(0, 19)}Z/failures=0`;
    const green = { ...due, tags: { ...monthly, ...tags, 'rotation:status': rotated } };
    const fleet = fleetOf({ blue, green });
    fleet.now += day;
    expect((await fleet.sweep({ verify: false })).Counts).toMatchObject({ rotated: 1 });
    expect(fleet.rotations.map(({ secret }) => secret)).toEqual(['blue']);
  });
});

describe('secrets of one account', () => {
  const shared = { ...due, server: 'one', account: 'app' };
  const failures = ({ events }: ModelFleet) =>
    events.flatMap((one) => (one.event === 'failed' ? `${one.secret} ${one.code} ${one.failures}` : []));

  it('are held back, each of them, where both values log in, and that is said once', async () => {
    const fleet = fleetOf({ blue: shared, green: shared, other: { ...due, server: 'one' } });
    fleet.now += day;
    const first = await fleet.sweep();
    expect(first.Counts).toEqual({ rotated: 1, 'held-back': 2 });
    expect(first.Secrets.find(({ SecretId }) => SecretId === 'blue')?.Reason).toContain('is also in green');
    fleet.now += hour;
    expect((await fleet.sweep()).Counts).toMatchObject({ 'held-back': 2 });
    expect(failures(fleet).sort()).toEqual(['blue account-shared 0', 'green account-shared 0']);
    expect(fleet.rotations.map(({ secret }) => secret)).toEqual(['other']);
  });

  it('are known by their statuses, also where only one of them is due', async () => {
    const fleet = fleetOf({
      blue: { ...shared, createTime: start },
      green: { server: 'one', account: 'app' },
    });
    await fleet.sweep();
    fleet.now += 32 * day;
    expect((await fleet.sweep({ verify: false })).Counts).toEqual({ 'held-back': 1, unscheduled: 1 });
  });

  it.each(['gone', 'to be deleted'])('go on as soon as the other one is %s', async (end) => {
    const fleet = fleetOf({ blue: shared, green: shared });
    fleet.now += day;
    await fleet.sweep();
    fleet.now += hour;
    if (end === 'to be deleted') fleet.delete('green', fleet.now + day);
    const listed = end === 'gone' ? ['blue'] : ['blue', 'green'];
    expect((await fleet.sweep({}, { listed })).Counts).toMatchObject({ rotated: 1 });
    expect(fleet.tag('blue', 'rotation:status')).toMatch(/failures=0$/);
  });

  it('hold back the one alone whose value does not log in', async () => {
    const fleet = fleetOf({ blue: shared, green: shared });
    fleet.plant('green', 'changed by hand');
    fleet.now += day;
    const { Secrets } = await fleet.sweep();
    expect(Secrets).toHaveLength(2);
    expect(Secrets.find(({ SecretId }) => SecretId === 'blue')?.Outcome).toBe('rotated');
    expect(Secrets.find(({ SecretId }) => SecretId === 'green')?.Code).toBe('refused');
  });

  it('are known where one of them is new, and the other one due', async () => {
    const fleet = fleetOf({ blue: { ...shared, createTime: start } });
    await fleet.sweep();
    fleet.now += 32 * day;
    fleet.add('green', { server: 'one', account: 'app' });
    expect((await fleet.sweep()).Counts).toEqual({ 'held-back': 1, verified: 1 });
  });

  it('are not tried where one is known to have drifted', async () => {
    const fleet = fleetOf({
      blue: { ...shared, createTime: start },
      green: { server: 'one', account: 'app' },
    });
    await fleet.sweep();
    fleet.plant('green', 'changed by hand');
    fleet.now += day;
    expect((await fleet.sweep()).Counts).toMatchObject({ drifted: 1 });
    fleet.now += 31 * day;
    fleet.tried.length = 0;
    expect((await fleet.sweep({ verify: false })).Counts).toMatchObject({ rotated: 1 });
    expect(fleet.tried).toEqual([]);
  });

  it('keep the previous value of one that is current in the other one', async () => {
    const fleet = fleetOf({ blue: shared, green: { server: 'one', account: 'app' } });
    await fleet.sweep({ secrets: [secretOf('green')], verify: true });
    fleet.now += day;
    await fleet.sweep({ secrets: [secretOf('blue')], verify: false }, { listed: ['blue'] });
    fleet.now += 2 * day;
    const { Secrets } = await fleet.sweep({ verify: false });
    expect(Secrets).toMatchObject([
      { SecretId: 'blue', Outcome: 'kept', Reason: 'it is the current value of green' },
    ]);
  });

  it('are not handed on, where others would not be seen', async () => {
    const lanes: Batch[] = [];
    const handOver: HandOver = async (lane) => {
      lanes.push(lane);
      return 'handed-over';
    };
    const fleet = fleetOf({ blue: shared, green: shared, other: due });
    fleet.now += day;
    await fleet.sweep();
    const unit = stretched(100);
    fleet.add('slow', { ...due, createTime: start - 50 * day }).onCall = (call) =>
      call === 'before open' ? new Promise((resolve) => setTimeout(resolve, 6 * unit)) : undefined;
    fleet.now += 40 * day;
    const { Counts } = await fleet.sweep({ concurrency: 1 }, { handOver, timeout: 10 * unit });
    expect(Counts).toMatchObject({ 'handed-over': 1, left: 2 });
    expect(lanes.flat().map(({ secret }) => secret)).toEqual(['other']);
  });
});

describe('a fleet too large for the time', () => {
  const handed: Batch[] = [];
  afterEach(() => handed.splice(0));
  const take: HandOver = async (lane) => {
    handed.push(lane);
    return 'handed-over';
  };
  /** Answers a timeout in which some of them are rotated, and not all. */
  const slow = (fleet: ModelFleet, count: number, call = 30): number => {
    for (let index = 0; index < count; index += 1)
      fleet.add(`s${index}`, due).onCall = () => new Promise((resolve) => setTimeout(resolve, call));
    fleet.now += day;
    return (800 / 30) * call;
  };

  it('is begun, and what is left is said', async () => {
    const fleet = fleetOf({});
    const timeout = slow(fleet, 40, stretched(30));
    const { Counts } = await fleet.sweep({ concurrency: 4 }, { timeout });
    expect((Counts.rotated ?? 0) + (Counts.left ?? 0)).toBe(40);
    expect(Counts.rotated).toBeGreaterThan(0);
    expect(Counts.left).toBeGreaterThan(0);
  });

  it('is handed over in as many lanes as are worked on at once, each secret once', async () => {
    const fleet = fleetOf({});
    const timeout = slow(fleet, 40, stretched(30));
    const { Counts } = await fleet.sweep({ concurrency: 4 }, { timeout, handOver: take });
    expect(handed).toHaveLength(4);
    const names = handed.flat().map(({ secret }) => secret);
    expect(new Set(names).size).toBe(Counts['handed-over']);
    expect((Counts.rotated ?? 0) + (Counts['handed-over'] ?? 0)).toBe(40);
  });

  it('goes on lane by lane, one secret an invocation, and ends with every secret rotated once', async () => {
    const fleet = fleetOf({});
    slow(fleet, 12);
    const known = new Set<string>();
    const queue: Batch[] = [];
    const handOver: HandOver = async (lane, { task }) => {
      if (known.has(task)) return 'known';
      known.add(task);
      queue.push(lane);
      return 'handed-over';
    };
    await fleet.sweep({ concurrency: 3 }, { timeout: 0, handOver });
    // Whoever delivers the same lane again does no harm.
    await fleet.sweep({ concurrency: 3 }, { timeout: 0, handOver });
    let lane = queue.shift();
    for (let round = 0; lane && round < 100; round += 1) {
      const { Counts } = await fleet.sweep({ batch: lane }, { handOver });
      expect(Counts.rotated ?? 0).toBeLessThanOrEqual(1);
      await fleet.sweep({ batch: lane }, { handOver });
      lane = queue.shift();
    }
    expect(fleet.rotations.map(({ secret }) => secret).toSorted()).toEqual(
      Object.keys(many(12, () => due)).toSorted(),
    );
  });

  it('is handed on behind a secret that fails or is gone, and judged anew when a delivery is late', async () => {
    const fleet = fleetOf({ 'just-rotated': { tags: monthly, createTime: start } });
    const lane = ['gone', 'just-rotated', 'third'].map((name) => ({
      secret: secretOf(name),
      task: `t-${name}`,
    }));
    const first = await fleet.sweep({ batch: lane }, { handOver: take });
    expect(first.Counts).toEqual({ failed: 1, 'handed-over': 2 });
    expect(handed).toEqual([lane.slice(1)]);
    const second = await fleet.sweep({ batch: lane.slice(1) }, { handOver: take });
    expect(second.Counts).toEqual({ 'not-due': 1, 'handed-over': 1 });
  });

  it('is handed on past a secret that an invocation looks after already', async () => {
    const fleet = fleetOf({ first: { tags: monthly, createTime: start } });
    const lane = ['first', 'second', 'third'].map((name) => ({ secret: secretOf(name), task: `t-${name}` }));
    const asked: string[] = [];
    const handOver: HandOver = async (_, { task }) => {
      asked.push(task);
      return task === 't-second' ? 'known' : 'handed-over';
    };
    await fleet.sweep({ batch: lane }, { handOver });
    expect(asked).toEqual(['t-second', 't-third']);
  });

  it('is left for the next sweep where no function may be called, with the right that is missing', async () => {
    const fleet = fleetOf({});
    slow(fleet, 5);
    const handOver: HandOver = () =>
      Promise.reject(new PrivilegeMissing('the role', 'invoke the function', 'allow fc:InvokeFunction'));
    const { Counts, Secrets } = await fleet.sweep({}, { timeout: 0, handOver });
    expect(Counts).toEqual({ left: 5 });
    expect(Secrets[0]?.Reason).toContain('fc:InvokeFunction');
  });

  it('keeps every lane below what an asynchronous invocation may carry', async () => {
    const names = Array.from(
      { length: 1_500 },
      (_, index) => `${'n'.repeat(187)}${String(index).padStart(5, '0')}`,
    );
    const fleet = fleetOf(Object.fromEntries(names.map((name) => [name, due])));
    fleet.now += day;
    await fleet.sweep({ concurrency: 2 }, { timeout: 0, handOver: take });
    expect(handed.flat()).toHaveLength(1_500);
    for (const lane of handed) {
      const Lane = lane.map(({ secret, task }) => ({ SecretId: secret, Task: task }));
      expect(JSON.stringify({ Operation: 'sweep', Lane }).length).toBeLessThan(128 * 1_024);
    }
  });
});
