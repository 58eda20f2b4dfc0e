import { describe, expect, it } from 'vitest';
import { type Aftermath, Busy, RotationError, Unreachable } from '../../../shared/engine/rotation/errors.ts';
import type { LifecycleEvent } from '../../../shared/engine/rotation/lifecycle.ts';
import { SecretId, VersionId } from '../../../shared/engine/rotation/store.ts';
import { startCollector } from '../../../shared/notifications/collector.ts';
import { digestOf, joined, selected, within } from '../../../shared/notifications/digest.ts';
import { parseKinds } from '../../../shared/notifications/kind.ts';
import { notice } from '../../support/engine/notice.ts';

const secret = SecretId.parse('MyDbCreds');
const version = VersionId.parse('v2');
const clock = { now: () => 0, sleep: async () => {} };

function heard(...events: readonly LifecycleEvent[]) {
  const watch = startCollector(undefined, clock);
  for (const event of events) watch.hear(event);
  return watch.digest();
}

const failed = (
  code: string,
  failures: number,
  message = `it is ${code}`,
  aftermath: Aftermath = 'untouched',
): LifecycleEvent => ({ event: 'failed', secret, code, aftermath, message, failures });
const finished = (outcome: 'rotated' | 'step-done' | 'kept' | 'planned'): LifecycleEvent => ({
  event: 'finished',
  secret,
  outcome,
  version,
});

describe('what is heard of a rotation', () => {
  it('is its end', () => {
    expect(
      heard(
        { event: 'step-started', secret, step: 'createSecret', version },
        { event: 'promoted', secret, version, from: VersionId.parse('v1') },
        finished('rotated'),
      ),
    ).toMatchObject({
      Counts: { rotated: 1 },
      Notices: [{ Kind: 'rotated', SecretId: secret, VersionId: 'v2' }],
    });
  });

  it('is no wish to come back later, unless something was changed by then', () => {
    expect(heard(failed('busy', 0)).Notices).toEqual([]);
    expect(heard(failed('busy', 0, 'later', 'applied')).Notices).toMatchObject([
      { Kind: 'failed', Code: 'busy', Aftermath: 'applied' },
    ]);
  });

  it('in single steps is its last one', () => {
    expect(heard(finished('step-done')).Notices).toEqual([]);
    const promoted: LifecycleEvent = { event: 'promoted', secret, version, from: VersionId.parse('v1') };
    expect(heard(promoted, finished('step-done')).Notices).toMatchObject([{ Kind: 'rotated' }]);
  });

  it('that comes to nothing is nothing', () => {
    expect(heard(finished('kept'), finished('planned')).Notices).toEqual([]);
    expect(heard(failed('busy', 0)).Notices).toEqual([]);
    expect(heard(failed('superseded', 0)).Notices).toEqual([]);
  });

  it('that fails for the last time is one notice, with what went wrong', () => {
    const { Notices } = heard(failed('refused', 3), {
      event: 'stopped',
      secret,
      code: 'refused',
      failures: 3,
    });
    expect(Notices).toMatchObject([
      { Kind: 'stopped', Code: 'refused', Message: 'it is refused', Aftermath: 'untouched', Failures: 3 },
    ]);
  });

  it('holds a sentence of bounded length', () => {
    const { Notices } = heard(failed('refused', 1, 'x'.repeat(10_000)));
    expect(Buffer.byteLength(Notices[0]?.Message ?? '')).toBe(400);
  });
});

describe('a failure that no event has told of', () => {
  it('is heard once, and not beside one that has', () => {
    const watch = startCollector(undefined, clock);
    const error = new Unreachable('KMS', 'no answer');
    watch.failed(secret, error);
    watch.outcome({ SecretId: secret, Outcome: 'failed', Code: 'refused', Reason: 'later' });
    watch.outcome({
      SecretId: SecretId.parse('Other'),
      Outcome: 'failed',
      Code: 'store-denied',
      Reason: 'no right',
    });
    watch.outcome({ SecretId: SecretId.parse('Third'), Outcome: 'rotated' });
    expect(watch.digest()).toMatchObject({
      Counts: { failed: 2 },
      Notices: [
        { SecretId: secret, Code: 'unreachable', Message: expect.stringContaining('no answer') },
        { SecretId: 'Other', Code: 'store-denied' },
      ],
    });
  });

  it('is none where another rotation is under way', () => {
    const watch = startCollector(undefined, clock);
    watch.failed(secret, new Busy(secret, 'locked'));
    expect(watch.digest().Notices).toEqual([]);
  });

  it('may be of no secret at all', () => {
    const watch = startCollector(undefined, clock);
    watch.failed(undefined, new RotationError('store-denied', 'KMS denies ListSecrets'));
    expect(watch.digest().Notices).toMatchObject([{ Kind: 'failed', Code: 'store-denied' }]);
  });
});

it('what was passed on is told by others, and what comes after it is told here', () => {
  const watch = startCollector(digestOf([notice('rotated', 'Before')]), clock);
  watch.hear(failed('refused', 1));
  expect(watch.digest().Counts).toEqual({ rotated: 1, failed: 1 });
  watch.passedOn();
  watch.outcome({ SecretId: secret, Outcome: 'failed', Code: 'refused', Reason: 'the same' });
  expect(watch.digest()).toEqual({ Counts: {}, Notices: [] });
});

describe('a digest', () => {
  const many = Array.from({ length: 100 }, (_, index) => notice('rotated', `Secret-${index}`));

  it('is joined with another, each secret counted, the most urgent first', () => {
    const one = digestOf(many);
    const both = joined(one, digestOf([notice('failed', 'Last')]));
    expect(both.Counts).toEqual({ rotated: 100, failed: 1 });
    expect(both.Notices[0]?.SecretId).toBe('Last');
  });

  it('that is cut still counts all, and keeps the most urgent', () => {
    const cut = within(1_000, joined(digestOf(many), digestOf([notice('failed', 'Last')])));
    expect(Buffer.byteLength(JSON.stringify(cut.Notices))).toBeLessThanOrEqual(1_002);
    expect(cut.Notices.length).toBeGreaterThan(5);
    expect(cut.Notices[0]?.SecretId).toBe('Last');
    expect(cut.Counts).toEqual({ rotated: 100, failed: 1 });
  });
});

describe('the kinds that are told', () => {
  const all = digestOf([
    notice('failed', 'A'),
    notice('stopped', 'B'),
    notice('rotated', 'C'),
    notice('retired', 'D'),
  ]);
  const told = (kinds: string | undefined) => selected(all, parseKinds(kinds));

  it('are by default what calls for somebody, and what readers have to know', () => {
    expect(told(undefined).Notices.map(({ SecretId: name }) => name)).toEqual(['B', 'A', 'C']);
  });

  it('are those that are asked for, and the last failure of a row is a failure', () => {
    expect(told('failed').Counts).toEqual({ failed: 1, stopped: 1 });
    expect(told('rotated, retired')).toMatchObject({ Counts: { rotated: 1, retired: 1 } });
    expect(told('evicted')).toEqual({ Counts: {}, Notices: [] });
  });

  it('are an error where one is unknown', () => {
    expect(() => parseKinds('failed,finnished')).toThrow(/ROTATION_EVENTS must be a list of stopped, failed/);
  });
});
