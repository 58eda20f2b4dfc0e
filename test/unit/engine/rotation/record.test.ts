import { expect, it } from 'vitest';
import {
  Busy,
  EnvironmentMismatch,
  Refused,
  StoreFailed,
  Superseded,
  Unreachable,
} from '../../../../shared/engine/rotation/errors.ts';
import {
  recordDrifted,
  recordFailure,
  recordGrace,
  recordMissed,
  recordRetired,
  recordSuccess,
  recordVerified,
  tellFailure,
} from '../../../../shared/engine/rotation/record.ts';
import { dayOf, fingerprint, parseStatus } from '../../../../shared/engine/rotation/status.ts';
import { VersionId } from '../../../../shared/engine/rotation/store.ts';
import { readSubject } from '../../../../shared/engine/rotation/subject.ts';
import { engine, secret } from '../../../support/engine/engine.ts';

const v0 = VersionId.parse('v0');
const before =
  'success=2023-11-01T00:00:00Z/of=abc123/retired=def456/ok=xyz/failures=1:busy@2023-11-02T00:00:00Z';

/** A secret that was rotated, retired and verified before; the time is 22:13:20 on the 14th. */
async function known() {
  const made = engine({ tags: { 'rotation:status': before } });
  const subject = await readSubject(made.ports, secret);
  return { ...made, subject, status: () => made.store.tagsOf(secret)['rotation:status'] };
}

const success = 'success=2023-11-01T00:00:00Z/of=abc123';
const failed = 'failures=1:busy@2023-11-02T00:00:00Z';
const today = dayOf(secret, Date.UTC(2023, 10, 14, 22, 13, 20));

it('a success ends what was known of the versions before, and heals every failure', async () => {
  const { ports, subject, status } = await known();
  await recordSuccess(ports, subject, v0);
  expect(status()).toBe(`success=2023-11-14T22:13:20Z/of=${fingerprint(v0)}/failures=0`);
});

it('a success of which the version is not known names none', async () => {
  const { ports, subject, status } = await known();
  await recordSuccess(ports, subject);
  expect(status()).toBe('success=2023-11-14T22:13:20Z/failures=0');
});

it('a grace that begins now heals no failure, and is no success', async () => {
  const { ports, subject, status } = await known();
  await recordGrace(ports, subject, v0);
  const since = Math.floor(Date.UTC(2023, 10, 14, 22, 13, 20) / 1_000).toString(36);
  expect(status()).toBe(`success=2023-11-01T00:00:00Z/of=${fingerprint(v0)}/since=${since}/ok=xyz/${failed}`);
});

it('a credential that was retired is remembered beside the success', async () => {
  const { ports, subject, status } = await known();
  await recordRetired(ports, subject, v0);
  expect(status()).toBe(`${success}/retired=${fingerprint(v0)}/ok=xyz/${failed}`);
});

it('a login that was enough for today is remembered beside the success', async () => {
  const { ports, subject, status } = await known();
  await recordVerified(ports, subject);
  expect(status()).toBe(`${success}/retired=def456/ok=${today}/${failed}`);
});

it('a drift is told and remembered, and counted as no failure', async () => {
  const { ports, subject, status, events } = await known();
  await recordDrifted(ports, subject, v0);
  expect(status()).toBe(`${success}/retired=def456/drifted=${today}/${failed}`);
  expect(events).toEqual([{ secret, event: 'drifted', version: v0 }]);
});

it.each([
  ['a login', recordVerified],
  ['a success', recordSuccess],
] as const)('a drift is over after %s', async (_, heal) => {
  const { ports, store } = engine({ tags: { 'rotation:status': 'drifted=abc/failures=0' } });
  await heal(ports, await readSubject(ports, secret));
  expect(parseStatus(store.tagsOf(secret)['rotation:status'])).not.toHaveProperty('drifted');
});

it.each([
  ['a failure that was not counted is over', 'failures=0:unreachable@2023-11-02T00:00:00Z', 'failures=0'],
  ['one that was is not', failed, failed],
  ['a rotation that was missed stays missed', 'failures=0:missed@2023-11-02T00:00:00Z', undefined],
  ['an account that is shared stays so', 'failures=0:account-shared@2023-11-02T00:00:00Z', undefined],
])('once the service has answered, %s', async (_, tag, left = tag) => {
  const { ports, store } = engine({ tags: { 'rotation:status': tag } });
  const status = () => store.tagsOf(secret)['rotation:status'];
  await recordVerified(ports, await readSubject(ports, secret));
  expect(status()).toBe(`ok=${today}/${left}`);
  await recordRetired(ports, await readSubject(ports, secret), v0);
  expect(status()).toBe(`retired=${fingerprint(v0)}/ok=${today}/${left}`);
});

it('a rotation that was missed is told with the time at which it was due, and counted as no failure', async () => {
  const { ports, subject, status, events } = await known();
  await recordMissed(ports, subject, 1_699_000_000_000);
  expect(status()).toBe(`${success}/retired=def456/ok=xyz/failures=1:missed@2023-11-14T22:13:20Z`);
  expect(events).toEqual([{ secret, event: 'missed', due: 1_699_000_000_000 }]);
});

it('a failure that a person sees is told, and not remembered', async () => {
  const { ports, subject, status, events } = await known();
  tellFailure(ports, subject, new Unreachable('the model service', 'no answer'));
  expect(status()).toBe(before);
  expect(events).toEqual([
    {
      secret,
      event: 'failed',
      code: 'unreachable',
      aftermath: 'untouched',
      message: expect.stringContaining('no answer'),
      failures: 1,
    },
  ]);
});

it.each([
  ['a later success', 'success=2023-11-10T00:00:00Z/of=abc123/failures=0'],
  ['a promotion whose time is the same', 'success=2023-11-01T00:00:00Z/of=fed321/failures=0'],
])('the failure of who has lost is told, and %s stays as it is on record', async (_, now) => {
  const { ports, subject, store, status, events } = await known();
  store.tag(secret, { 'rotation:status': now });
  await recordFailure(ports, subject, new Refused('the account', 'pending'));
  expect(status()).toBe(now);
  expect(events).toEqual([expect.objectContaining({ event: 'failed', code: 'refused' })]);
});

it('a failure is counted on top of those that were recorded meanwhile', async () => {
  const { ports, subject, store, status, events } = await known();
  store.tag(secret, { 'rotation:status': `${success}/drifted=xyz/failures=2` });
  await recordFailure(ports, subject, new Refused('the account', 'current'));
  expect(status()).toBe(`${success}/drifted=xyz/failures=3:refused@2023-11-14T22:13:20Z`);
  expect(events.map(({ event }) => event)).toEqual(['failed', 'stopped']);
});

it('a failure is recorded also where nobody can see what is on record by now', async () => {
  const { ports, subject, service, status } = await known();
  service.onCall = (call) => {
    if (call === 'before describe') throw new Unreachable('KMS', 'no answer');
  };
  await recordFailure(ports, subject, new Refused('the account', 'current'));
  expect(status()).toBe(`${success}/retired=def456/ok=xyz/failures=2:refused@2023-11-14T22:13:20Z`);
});

it('what is busy after a change is recorded and not counted; what changed nothing, or has lost, is told only', async () => {
  const { ports, subject, status } = await known();
  await recordFailure(ports, subject, new Busy('the service', 'later'));
  await recordFailure(ports, subject, new Superseded(secret, 'v1').raiseAftermath('applied'));
  expect(status()).toBe(before);
  await recordFailure(ports, subject, new Busy('the service', 'later').raiseAftermath('applied'));
  expect(status()).toBe(`${success}/retired=def456/ok=xyz/failures=1:busy@2023-11-14T22:13:20Z`);
});

it('a function of another environment tells its failure only: the secret is none of its own', async () => {
  const { ports, subject, status, events } = await known();
  await recordFailure(ports, subject, new EnvironmentMismatch(secret, 'production', 'staging'));
  expect(status()).toBe(before);
  expect(events).toEqual([expect.objectContaining({ event: 'failed', code: 'environment-mismatch' })]);
});

it('a failure of the secrets API is recorded with no other call to it, as little time is left', async () => {
  const { ports, subject, store, status } = await known();
  store.calls.length = 0;
  await recordFailure(ports, subject, new StoreFailed('PutSecretValue', secret, '500'));
  expect(store.calls).toEqual(['record']);
  expect(status()).toMatch(/failures=1:store-failed@/);
});

it('an answer from before the last success is not believed', async () => {
  const { ports, subject, store, status } = await known();
  store.tag(secret, { 'rotation:status': 'success=2023-10-01T00:00:00Z/of=old123/failures=0' });
  await recordFailure(ports, subject, new Refused('the account', 'current'));
  expect(status()).toBe(`${success}/retired=def456/ok=xyz/failures=2:refused@2023-11-14T22:13:20Z`);
});
