import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { connect } from '../../../../shared/alibaba/client.ts';
import { fixedCredentials } from '../../../../shared/alibaba/credentials.ts';
import { kms } from '../../../../shared/alibaba/kms/kms.ts';
import { listFleet } from '../../../../shared/alibaba/secrets/fleet.ts';
import { kmsStore } from '../../../../shared/alibaba/secrets/kms-store.ts';
import {
  type ListedSecret,
  SecretId,
  type Store,
  VersionId,
} from '../../../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import { testClock } from '../../../support/engine/test-clock.ts';
import { kmsError, type Reply, startCannedServer } from '../canned-server.ts';

const signal = new AbortController().signal;
const secret = SecretId.parse('prod/app');
const arn = SecretId.parse('acs:kms:cn-hangzhou:123:secret/prod/app');
const v2 = VersionId.parse('v2');
const canary = new Sensitive('canary-5b1d');

async function start(...replies: readonly [Reply, ...Reply[]]) {
  const server = await startCannedServer(...replies);
  const opened = kms(
    connect({
      service: 'kms',
      version: '2016-01-20',
      region: 'cn-hangzhou',
      endpoint: server.endpoint,
      credentials: fixedCredentials({ accessKeyId: 'id', accessKeySecret: 'key-secret-77' }),
    }),
    { clock: testClock(), random: () => 0 },
  );
  return {
    kms: opened,
    store: kmsStore(opened, 'RotationPending'),
    seen: server.seen,
    actions: () => server.seen.map(({ action }) => action),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const ok = (body: Record<string, unknown> = {}): Reply => ({
  status: 200,
  body: { RequestId: 'r', ...body },
});
const put = (...stages: string[]) => ok({ VersionId: 'v2', VersionStages: { VersionStage: stages } });
const versions = (held: Record<string, string[]>) =>
  ok({
    TotalCount: Object.keys(held).length,
    VersionIds: {
      VersionId: Object.entries(held).map(([VersionId, VersionStage]) => ({
        VersionId,
        CreateTime: '2026-01-02T03:04:05.123456789Z',
        VersionStages: { VersionStage },
      })),
    },
  });
const described = (more: Record<string, unknown> = {}) =>
  ok({ SecretName: 'prod/app', Arn: arn, SecretType: 'Generic', ...more });

const calls: readonly [string, (store: Store) => Promise<unknown>][] = [
  ['DescribeSecret', (store) => store.describe(secret, signal)],
  ['ListSecretVersionIds', (store) => store.stages(secret, signal)],
  ['GetSecretValue', (store) => store.readCurrent(secret, signal)],
  ['GetSecretValue', (store) => store.read(secret, v2, signal)],
  ['PutSecretValue', (store) => store.putPending(secret, v2, canary, signal)],
  ['UpdateSecretVersionStage', (store) => store.move(secret, 'current', v2, signal)],
  ['UpdateSecretVersionStage', (store) => store.clearPending(secret, v2, signal)],
  ['TagResource', (store) => store.record(secret, { failures: 1 }, signal)],
];

describe.each(calls)('%s', (action, call) => {
  test('a denial names the RAM action and the resource, and is not repeated', async () => {
    await using subject = await start(kmsError(403, 'Forbidden.NoPermission'));
    await expect(call(subject.store)).rejects.toMatchObject({
      code: 'store-denied',
      message: expect.stringMatching(RegExp(`kms:${action} on acs:kms:\\S+:secret/prod/app`)),
    });
    expect(subject.actions()).toEqual([action]);
  });

  test('throttling is waited out', async () => {
    await using subject = await start(
      kmsError(429, 'Rejected.Throttling'),
      kmsError(400, 'Throttling.User'),
      kmsError(404, 'Forbidden.ResourceNotFound'),
    );
    await expect(call(subject.store)).rejects.toMatchObject({ code: 'secret-not-found' });
    expect(subject.actions().slice(0, 3)).toEqual([action, action, action]);
  });

  test('throttling that lasts is told as such', async () => {
    await using subject = await start(kmsError(429, 'Rejected.Throttling'));
    await expect(call(subject.store)).rejects.toMatchObject({ code: 'store-throttled' });
    expect(subject.seen).toHaveLength(6);
  });

  test('an outage that lasts is told as such', async () => {
    await using subject = await start(kmsError(503, 'ServiceUnavailableTemporary'), 'drop');
    await expect(call(subject.store)).rejects.toMatchObject({ code: 'store-failed' });
    expect(subject.seen).toHaveLength(6);
  });

  test('keys that KMS does not know are told apart from a missing secret', async () => {
    await using subject = await start(kmsError(404, 'InvalidAccessKeyId.NotFound'), versions({}));
    await expect(call(subject.store)).rejects.toMatchObject({ code: 'store-denied' });
  });

  test('a secret in its deletion window is told as such', async () => {
    await using subject = await start(
      kmsError(409, 'Rejected.ResourceInDeleteWindow'),
      versions({ v2: ['RotationPending'] }),
    );
    await expect(call(subject.store)).rejects.toMatchObject({ code: 'secret-in-deletion' });
  });

  test('nothing of a value or a key is in the error', async () => {
    const echo = { Message: canary.reveal(), SecretData: canary.reveal() };
    await using subject = await start(kmsError(500, 'InternalFailure', echo), {
      status: 200,
      body: `{"SecretData":"${canary.reveal()}`,
    });
    const error = await call(subject.store).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: 'store-failed' });
    const shown = inspect(error, { depth: 20, showHidden: true, getters: true });
    expect(shown).not.toContain('canary');
    expect(shown).not.toContain('key-secret-77');
  });
});

test('a denial of the key that protects the secret names that action', async () => {
  await using subject = await start(
    kmsError(403, 'Forbidden.NoPermission', {
      AccessDeniedDetail: { AuthAction: 'kms:Decrypt', AuthPrincipalDisplayName: 'rotator:session' },
    }),
  );
  await expect(subject.store.readCurrent(secret, signal)).rejects.toMatchObject({
    message: expect.stringMatching(/kms:Decrypt .* to rotator:session/),
  });
});

describe('describing', () => {
  test('tags are read, and an unknown field is no obstacle', async () => {
    await using subject = await start(
      described({ Tags: { Tag: [{ TagKey: 'rotation:type', TagValue: 'generic' }] }, Novelty: { a: [1] } }),
    );
    expect(await subject.store.describe(secret, signal)).toEqual({
      secret,
      tags: { 'rotation:type': 'generic' },
    });
    expect(subject.seen[0]?.query.get('FetchTags')).toBe('true');
  });

  test.each(['generic', 'GENERIC', undefined])('type %s is a generic secret', async (SecretType) => {
    await using subject = await start(described({ SecretType }));
    expect(await subject.store.describe(secret, signal)).toEqual({ secret, tags: {} });
  });

  test.each([
    [{ SecretType: 'PolarDB' }, /type PolarDB, which KMS rotates by itself\. Use its managed rotation/],
    [{ SecretType: 'Rds', AutomaticRotation: 'Disabled' }, /type Rds, .*automatic rotation is Disabled/],
    [
      { SecretType: 'Generic', AutomaticRotation: 'Enabled' },
      /type Generic, .*automatic rotation is Enabled/,
    ],
  ])('a secret that KMS rotates is left to its managed rotation: %j', async (answer, told) => {
    await using subject = await start(described(answer));
    await expect(subject.store.describe(secret, signal)).rejects.toMatchObject({
      code: 'strategy-unavailable',
      message: expect.stringMatching(told),
    });
  });

  test('a planned deletion is told with its day', async () => {
    await using subject = await start(described({ PlannedDeleteTime: '2026-03-04T05:06:07+08:00' }));
    await expect(subject.store.describe(secret, signal)).rejects.toMatchObject({
      code: 'secret-in-deletion',
      message: expect.stringContaining('2026-03-04T05:06:07+08:00'),
    });
  });

  test('an ARN is asked for by its name, and found only where it is the same secret', async () => {
    await using subject = await start(
      described(),
      described({ Arn: 'acs:kms:cn-hangzhou:456:secret/prod/app' }),
    );
    expect(await subject.store.describe(arn, signal)).toMatchObject({ secret: arn });
    expect(subject.seen[0]?.query.get('SecretName')).toBe('prod/app');
    await expect(subject.store.describe(arn, signal)).rejects.toMatchObject({ code: 'secret-not-found' });
  });
});

describe('storing a pending value', () => {
  test('the pending stage is always named, since KMS would make the version current otherwise', async () => {
    await using subject = await start(put('RotationPending'));
    expect(await subject.store.putPending(secret, v2, canary, signal)).toBe('stored');
    expect(subject.seen[0]?.query.get('VersionStages')).toBe('["RotationPending"]');
  });

  test('a reply that was lost after the value was stored is asked for again', async () => {
    await using subject = await start('drop', put('RotationPending'));
    expect(await subject.store.putPending(secret, v2, canary, signal)).toBe('stored');
    expect(subject.seen.map(({ form }) => form.get('SecretData'))).toEqual([
      canary.reveal(),
      canary.reveal(),
    ]);
  });

  test('a version that is there although the answer names no stage is looked up', async () => {
    await using subject = await start(put(), versions({ v2: ['RotationPending'] }));
    expect(await subject.store.putPending(secret, v2, canary, signal)).toBe('stored');
  });

  test('a stored value that carries no pending stage is a conflict', async () => {
    await using subject = await start(put(), versions({ v1: ['ACSCurrent'], v2: [] }));
    await expect(subject.store.putPending(secret, v2, canary, signal)).rejects.toMatchObject({
      code: 'stage-conflict',
    });
  });

  test.each([
    [409, 'Rejected.ResourceExist'],
    [400, 'InvalidParameter'],
  ])('a version that exists is taken, also where KMS says %d %s', async (status, code) => {
    await using subject = await start(kmsError(status, code), versions({ v2: [] }));
    expect(await subject.store.putPending(secret, v2, canary, signal)).toBe('taken');
    expect(subject.seen[1]?.query.get('IncludeDeprecated')).toBe('true');
  });

  test('a refusal for another reason is an error', async () => {
    await using subject = await start(
      kmsError(400, 'Rejected.LimitExceeded'),
      versions({ v1: ['ACSCurrent'] }),
    );
    await expect(subject.store.putPending(secret, v2, canary, signal)).rejects.toMatchObject({
      code: 'store-failed',
      message: expect.stringContaining('Rejected.LimitExceeded'),
    });
  });
});

describe('moving stages', () => {
  test('a move names only where to, so that it may be repeated', async () => {
    await using subject = await start(ok());
    await subject.store.move(secret, 'previous', v2, signal);
    expect(Object.fromEntries(subject.seen[0]?.query ?? [])).toEqual({
      SecretName: secret,
      VersionStage: 'ACSPrevious',
      MoveToVersion: 'v2',
    });
  });

  test('a move that names where from tells KMS, so that one which comes too late can be refused', async () => {
    await using subject = await start(ok());
    await subject.store.move(secret, 'current', v2, signal, VersionId.parse('v1'));
    expect(Object.fromEntries(subject.seen[0]?.query ?? [])).toEqual({
      SecretName: secret,
      VersionStage: 'ACSCurrent',
      MoveToVersion: 'v2',
      RemoveFromVersion: 'v1',
    });
  });

  test('clearing a pending stage that is gone already is done', async () => {
    await using subject = await start(kmsError(400, 'InvalidParameter'), versions({ v2: ['ACSCurrent'] }));
    await subject.store.clearPending(secret, v2, signal);
    expect(subject.actions()).toEqual(['UpdateSecretVersionStage', 'ListSecretVersionIds']);
  });

  test('clearing a pending stage that is still there after the refusal has failed', async () => {
    await using subject = await start(
      kmsError(400, 'InvalidParameter'),
      versions({ v2: ['ACSCurrent', 'RotationPending'] }),
    );
    await expect(subject.store.clearPending(secret, v2, signal)).rejects.toMatchObject({
      code: 'store-failed',
    });
  });

  test('a version id that this product would not choose is read as it is', async () => {
    await using subject = await start(versions({ 'a b/c:d': ['ACSCurrent'], other: ['Custom'] }));
    expect(await subject.store.stages(secret, signal)).toEqual({
      current: 'a b/c:d',
      currentSince: expect.any(Number),
      pending: undefined,
      previous: undefined,
      versions: ['a b/c:d', 'other'],
    });
  });
});

/** Versions in the order of the list, with the second in which each was made. */
const made = (...all: readonly (readonly [string, number])[]) =>
  ok({
    TotalCount: all.length,
    VersionIds: {
      VersionId: all.map(([VersionId, second]) => ({
        VersionId,
        CreateTime: `2026-01-02T03:04:0${second}Z`,
        VersionStages: { VersionStage: [] },
      })),
    },
  });

test.each([
  ['lists them so', made(['v4', 3], ['v3', 2], ['v2', 2], ['v1', 1])],
  ['lists the oldest first', made(['v1', 1], ['v2', 2], ['v3', 2], ['v4', 3])],
])('versions come the newest first where KMS %s', async (_, listed) => {
  await using subject = await start(listed);
  expect((await subject.store.stages(secret, signal)).versions).toEqual(['v4', 'v3', 'v2', 'v1']);
});

test.each([
  ['is said to be an invalid parameter', kmsError(400, 'InvalidParameter')],
  ['is said not to be there', kmsError(404, 'Forbidden.ResourceNotFound')],
])('a version that %s is not found', async (_, reply) => {
  await using subject = await start(reply, versions({ v1: ['ACSCurrent'] }));
  await expect(subject.store.read(secret, v2, signal)).rejects.toMatchObject({
    code: 'secret-not-found',
    message: expect.stringContaining('version v2 of prod/app'),
  });
});

test('the time of the invocation ends a call', async () => {
  await using subject = await start('hang');
  await expect(subject.store.readCurrent(secret, AbortSignal.timeout(50))).rejects.toMatchObject({
    code: 'unreachable',
  });
});

test('an answer without what was asked for is told by its paths', async () => {
  await using subject = await start(ok({ VersionId: 'v1', SecretData: { canary: canary.reveal() } }));
  await expect(subject.store.readCurrent(secret, signal)).rejects.toMatchObject({
    code: 'store-failed',
    message: expect.stringMatching(/^(?!.*canary).*SecretData/),
  });
  expect(subject.seen).toHaveLength(1);
});

test('a fleet is every page of the secrets that carry the type tag', async () => {
  const page = (names: string[]) =>
    ok({
      TotalCount: 3,
      SecretList: {
        Secret: names.map((SecretName) => ({
          SecretName,
          CreateTime: '2026-01-02T03:04:05Z',
          Tags: { Tag: [{ TagKey: 'rotation:type', TagValue: 'generic' }] },
        })),
      },
    });
  await using subject = await start(page(['a', 'b']), page(['c']));
  const fleet: ListedSecret[] = [];
  for await (const member of listFleet(subject.kms, signal)) fleet.push(member);
  expect(fleet.map((member) => member.secret)).toEqual(['a', 'b', 'c']);
  expect(fleet[0]).toEqual({
    secret: 'a',
    tags: { 'rotation:type': 'generic' },
    createTime: Date.UTC(2026, 0, 2, 3, 4, 5),
    plannedDeleteTime: undefined,
  });
  expect(subject.seen.map(({ query }) => [query.get('PageNumber'), query.get('Filters')])).toEqual([
    ['1', '[{"Key":"TagKey","Values":["rotation:type"]}]'],
    ['2', '[{"Key":"TagKey","Values":["rotation:type"]}]'],
  ]);
});
