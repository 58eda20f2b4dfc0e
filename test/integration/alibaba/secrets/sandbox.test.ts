import { describe, expect, test } from 'vitest';
import { connect } from '../../../../shared/alibaba/client.ts';
import { fixedCredentials } from '../../../../shared/alibaba/credentials.ts';
import { kms } from '../../../../shared/alibaba/kms/kms.ts';
import { listFleet } from '../../../../shared/alibaba/secrets/fleet.ts';
import { kmsStore } from '../../../../shared/alibaba/secrets/kms-store.ts';
import { type ListedSecret, SecretId, VersionId } from '../../../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import { startSandbox } from '../../../../shared/sandbox/sandbox.ts';
import type { Switches } from '../../../../shared/sandbox/switches.ts';
import type { Planted } from '../../../support/engine/memory-store.ts';
import { storeContract } from '../../../support/engine/store-contract.ts';

const signal = new AbortController().signal;

async function start(switches: Partial<Switches> = {}) {
  const sandbox = await startSandbox({ switches });
  const client = connect({
    service: 'kms',
    version: '2016-01-20',
    region: sandbox.regionId,
    endpoint: sandbox.endpoint,
    credentials: fixedCredentials(sandbox),
  });
  const opened = kms(client);
  return {
    sandbox,
    kms: opened,
    store: kmsStore(opened, 'RotationPending'),
    plant: async (secret: SecretId, { version, value, tags = {}, type, plannedDeleteTime }: Planted) => {
      const Tags = Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue }));
      await client.call(
        'CreateSecret',
        {
          SecretName: secret,
          VersionId: version,
          Tags: JSON.stringify(Tags),
          ...(type ? managed(type) : {}),
        },
        signal,
        { SecretData: type ? managedValue : value.reveal() },
      );
      if (plannedDeleteTime)
        await client.call('DeleteSecret', { SecretName: secret, RecoveryWindowInDays: '8' }, signal);
    },
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  };
}

const managedValue = JSON.stringify({ Accounts: [{ AccountName: 'app', AccountPassword: 'Passw0rd' }] });

function managed(SecretType: string) {
  const ExtendedConfig = JSON.stringify({
    SecretSubType: 'SingleUser',
    DBInstanceId: 'rm-1',
    CustomData: {},
  });
  return { SecretType, ExtendedConfig };
}

const readings: Partial<Switches>[] = [
  {},
  { previousFollowsCurrent: true },
  { removeFromMismatch: 'move' },
  { removeFromMismatch: 'stay' },
  { putConflict: 'InvalidParameter' },
  { repeatedPutMovesStages: true },
  { missingVersion: 'InvalidParameter' },
  { readInDeletionWindow: 'Rejected.ResourceInDeletion' },
  { versionOrder: 'oldest-first' },
  { arnForName: 'accept' },
  { requestBody: 'ignored' },
];

for (const switches of readings)
  storeContract(`KMS in the sandbox with ${JSON.stringify(switches)}`, () => start(switches));

const secret = SecretId.parse('prod/app');
const planted: Planted = {
  version: VersionId.parse('v1'),
  value: new Sensitive('first'),
  tags: { 'rotation:type': 'generic' },
};
const v2 = VersionId.parse('v2');

describe('in the sandbox', () => {
  test.each(['PutSecretValue', 'UpdateSecretVersionStage', 'TagResource'])(
    'a %s whose reply is lost takes effect once',
    async (action) => {
      await using subject = await start();
      await subject.plant(secret, planted);
      subject.sandbox.faults.ask({ action, fault: { kind: 'lose-reply' } });
      expect(await subject.store.putPending(secret, v2, new Sensitive('second'), signal)).toBe('stored');
      await subject.store.move(secret, 'current', v2, signal);
      await subject.store.clearPending(secret, v2, signal);
      await subject.store.record(secret, { failures: 0 }, signal);
      expect(await subject.store.stages(secret, signal)).toMatchObject({ current: 'v2', pending: undefined });
    },
  );

  test('a clearing whose reply is lost is done, although KMS rejects its repetition', async () => {
    await using subject = await start();
    await subject.plant(secret, planted);
    await subject.store.putPending(secret, v2, new Sensitive('second'), signal);
    subject.sandbox.faults.ask({ action: 'UpdateSecretVersionStage', fault: { kind: 'lose-reply' } });
    await subject.store.clearPending(secret, v2, signal);
    expect((await subject.store.stages(secret, signal)).pending).toBeUndefined();
  });

  test('throttling and outages in a row are waited out', async () => {
    await using subject = await start();
    await subject.plant(secret, planted);
    subject.sandbox.faults.ask({ fault: { kind: 'throttle' }, times: 2 });
    subject.sandbox.faults.ask({ fault: { kind: 'fail', status: 503, when: 'before' }, times: 2 });
    expect((await subject.store.readCurrent(secret, signal)).value.reveal()).toBe('first');
  });

  test('a value of the largest size goes there and back', async () => {
    await using subject = await start();
    await subject.plant(secret, planted);
    const large = new Sensitive('ä€"%& \n'.repeat(2_300));
    await subject.store.putPending(secret, v2, large, signal);
    expect((await subject.store.read(secret, v2, signal)).value.equals(large)).toBe(true);
  });

  test('an ARN of this account leads to the same secret, one of another account to none', async () => {
    await using subject = await start();
    await subject.plant(secret, planted);
    const { regionId, accountId } = subject.sandbox;
    const arn = (account: string) => SecretId.parse(`acs:kms:${regionId}:${account}:secret/${secret}`);
    await subject.store.record(arn(accountId), { failures: 3 }, signal);
    expect(await subject.store.describe(arn(accountId), signal)).toEqual({
      secret: arn(accountId),
      tags: { ...planted.tags, 'rotation:status': 'failures=3' },
      createTime: expect.any(Number),
    });
    expect((await subject.store.readCurrent(arn(accountId), signal)).version).toBe('v1');
    await expect(subject.store.describe(arn('1'), signal)).rejects.toMatchObject({
      code: 'secret-not-found',
    });
  });

  test('a fleet larger than a page is listed whole, and without the secrets of others', async () => {
    await using subject = await start();
    const names = Array.from({ length: 103 }, (_, number) => `app-${number}`);
    for (const name of names) await subject.plant(SecretId.parse(name), planted);
    await subject.plant(SecretId.parse('foreign'), { ...planted, tags: { team: 'x' } });
    const fleet: ListedSecret[] = [];
    for await (const member of listFleet(subject.kms, signal)) fleet.push(member);
    expect(fleet.map((member) => member.secret).toSorted()).toEqual(names.toSorted());
    expect(fleet[0]?.tags).toEqual(planted.tags);
    expect(fleet[0]?.createTime).toBeGreaterThan(Date.now() - 60_000);
  });
});
