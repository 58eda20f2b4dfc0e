import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fixedCredentials } from '../../../../shared/alibaba/credentials.ts';
import { type Cloud, startCloud } from '../../../support/stand/cloud.ts';
import { Halt } from '../../../support/stand/halt.ts';
import { evict, plan, retire, rotate, runStep, verify } from '../../../support/stand/rotate.ts';
import { stagesOf } from '../../../support/stand/stages.ts';
import { storedValue } from '../../../support/stand/stored-value.ts';
import { Timepiece } from '../../../support/stand/timepiece.ts';
import { keysOf, prepareKey, type ReadyKey } from './subjects.ts';

const type = 'access-key';
const hour = 3_600_000;

let cloud: Cloud;
let key: ReadyKey;
let clock: Timepiece;

beforeEach(async () => {
  clock = new Timepiece();
  cloud = await startCloud(undefined, { clock });
  key = await prepareKey(cloud);
});
afterEach(() => cloud[Symbol.asyncDispose]());

const idOf = async (version?: string): Promise<string> =>
  JSON.parse(await storedValue(cloud, key.secret, version)).AccessKeyId;
const rotateKey = (token?: string) =>
  rotate(cloud, type, key.secret, { clock, ...(token === undefined ? {} : { token }) });
const recordsOf = (action: string) =>
  cloud.sandbox.audit.records.filter(({ eventName }) => eventName === action);
const retireKey = () => retire(cloud, type, key.secret, { clock });
const setStatus = (UserAccessKeyId: string, Status: string) =>
  cloud.ram('UpdateAccessKey', { UserName: key.user, UserAccessKeyId, Status });

describe('a rotation', () => {
  it('gives the user a second key, proves it with STS, and lets the first one live', async () => {
    const before = await storedValue(cloud, key.secret);
    const result = await rotateKey('T-1');
    expect(result).toMatchObject({ Outcome: 'rotated', Strategy: 'two-keys', VersionId: 'T-1' });
    const after = await storedValue(cloud, key.secret);
    expect(JSON.parse(after)).toMatchObject({ UserName: key.user, Owner: 'payments' });
    expect(JSON.parse(after).AccessKeyId).not.toBe(JSON.parse(before).AccessKeyId);
    expect(await key.logIn(before)).toBeUndefined();
    expect(await key.logIn(after)).toBeUndefined();
    expect(await keysOf(cloud, key.user)).toHaveLength(2);
    expect(await stagesOf(cloud, key.secret)).toMatchObject({
      current: 'T-1',
      previous: 'v0',
      pending: undefined,
    });
    expect(recordsOf('GetCallerIdentity').at(-1)?.userIdentity).toMatchObject({
      userName: key.user,
      accessKeyId: JSON.parse(after).AccessKeyId,
    });
  });

  it('makes at most ten calls of KMS, and lists the fleet once', async () => {
    await using other = await startCloud(undefined, { switches: { previousOntoCurrent: 'allow' } });
    const ready = await prepareKey(other);
    other.sandbox.audit.clear();
    await rotate(other, type, ready.secret);
    const calls = other.sandbox.audit.records.filter(({ serviceName }) => serviceName === 'Kms');
    expect(calls.length).toBeGreaterThanOrEqual(6);
    expect(calls.map(({ eventName }) => eventName).join()).toSatisfy(() => calls.length <= 1 + 10);
  });

  it('is told of another secret that holds a key of the user, whose place it would need', async () => {
    const { AccessKey } = Object(await cloud.ram('CreateAccessKey', { UserName: key.user }));
    const { AccessKeyId, AccessKeySecret } = AccessKey;
    const value = { AccessKeyId, AccessKeySecret, UserName: key.user };
    await cloud.createSecret('second-key', value, { 'rotation:type': 'access-key' });
    await verify(cloud, type, 'second-key');
    const { Plan } = await plan(cloud, type, key.secret);
    expect(Plan?.Notes.join()).toContain('the account is also in second-key');
  });

  it('makes another key when the current one was deleted by hand, for an operator who names the user', async () => {
    const id = await idOf();
    await setStatus(id, 'Inactive');
    await cloud.ram('DeleteAccessKey', { UserName: key.user, UserAccessKeyId: id });
    await expect(rotateKey()).rejects.toMatchObject({ code: 'refused', aftermath: 'untouched' });
    expect(await evict(cloud, type, key.secret, { clock, account: key.user })).toMatchObject({
      Outcome: 'evicted',
    });
    expect(await key.logIn(await storedValue(cloud, key.secret))).toBeUndefined();
  });

  it('gives no new key in the place of one that somebody disabled', async () => {
    const id = await idOf();
    await setStatus(id, 'Inactive');
    await expect(rotateKey()).rejects.toMatchObject({
      code: 'refused',
      aftermath: 'untouched',
      message: expect.stringContaining(id),
    });
    expect(await keysOf(cloud, key.user)).toHaveLength(1);
  });

  it('says that the user is gone', async () => {
    await setStatus(await idOf(), 'Inactive');
    await cloud.ram('DeleteAccessKey', { UserName: key.user, UserAccessKeyId: await idOf() });
    await cloud.ram('DeleteUser', { UserName: key.user });
    await expect(rotateKey()).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining(key.user),
    });
  });

  it('goes on with the key of a pending version', async () => {
    await runStep(cloud, type, key.secret, 'createSecret', 'T-1');
    const pending = await idOf('T-1');
    expect(await rotateKey()).toMatchObject({ Outcome: 'rotated', VersionId: 'T-1' });
    expect(await idOf()).toBe(pending);
  });

  it.each(['Inactive', 'deleted'])(
    'makes another key when that of the pending version is %s',
    async (state) => {
      await runStep(cloud, type, key.secret, 'createSecret', 'T-1');
      const pending = await idOf('T-1');
      await setStatus(pending, 'Inactive');
      if (state === 'deleted')
        await cloud.ram('DeleteAccessKey', { UserName: key.user, UserAccessKeyId: pending });
      expect(await rotateKey()).toMatchObject({ Outcome: 'rotated' });
      const keys = await keysOf(cloud, key.user);
      expect(keys.map(({ AccessKeyId }) => AccessKeyId)).toEqual([await idOf('v0'), await idOf()]);
    },
  );

  it('refuses a pair that is another user’s', async () => {
    const { AccessKeyId, AccessKeySecret } = JSON.parse(
      await storedValue(cloud, (await prepareKey(cloud)).secret),
    );
    await cloud.call('PutSecretValue', {
      SecretName: key.secret,
      VersionId: 'planted',
      VersionStages: '["RotationPending"]',
      SecretData: JSON.stringify({ AccessKeyId, AccessKeySecret, UserName: key.user }),
    });
    const result = await rotateKey();
    expect(result.VersionId).not.toBe('planted');
    expect(await idOf()).not.toBe(AccessKeyId);
  });
});

describe('a key of a stranger in the second place', () => {
  it('is named, with its last use, and not touched', async () => {
    const made = await cloud.ram('CreateAccessKey', { UserName: key.user });
    const { AccessKey } = JSON.parse(JSON.stringify(made));
    await expect(rotateKey()).rejects.toMatchObject({
      code: 'no-room',
      aftermath: 'untouched',
      message: expect.stringMatching(new RegExp(`${AccessKey.AccessKeyId} .*\\(RAM knows of no use`)),
    });
    await key.logIn(JSON.stringify(AccessKey));
    await expect(rotateKey()).rejects.toMatchObject({ message: expect.stringContaining('last used at') });
    const keys = await keysOf(cloud, key.user);
    expect(keys).toContainEqual({ AccessKeyId: AccessKey.AccessKeyId, Status: 'Active' });
  });
});

describe('a key whose secret was lost before it was stored', () => {
  it('is withdrawn by the next run, once nobody can store it any more', async () => {
    cloud.sandbox.faults.ask({ action: 'CreateAccessKey', fault: { kind: 'lose-reply' } });
    await expect(rotateKey('T-1')).rejects.toMatchObject({ code: 'unreachable', aftermath: 'unknown' });
    const [, lost] = await keysOf(cloud, key.user);
    clock.pass(hour);
    expect(await rotateKey('T-1')).toMatchObject({ Outcome: 'rotated', VersionId: 'T-1' });
    const keys = (await keysOf(cloud, key.user)).map(({ AccessKeyId }) => AccessKeyId);
    expect(keys).not.toContain(lost?.AccessKeyId);
    expect(keys).toEqual([await idOf('v0'), await idOf()]);
  });

  it('is waited for as long as somebody may be storing it', async () => {
    const halt = new Halt({ number: 7, moment: 'before' });
    const slow = rotate(cloud, type, key.secret, { clock, token: 'T-1', halt });
    await halt.reached;
    expect(halt.at).toBe('before putPending');
    expect(await keysOf(cloud, key.user)).toHaveLength(2);
    cloud.sandbox.audit.clear();
    const other = rotateKey('T-2');
    await expect.poll(() => recordsOf('ListAccessKeys').length).toBeGreaterThan(1);
    halt.release();
    expect(await other).toMatchObject({ Outcome: 'superseded' });
    expect(await slow).toMatchObject({ Outcome: 'rotated', VersionId: 'T-1' });
    expect(await keysOf(cloud, key.user)).toHaveLength(2);
  });

  it('is not taken for ours when it was used', async () => {
    cloud.sandbox.faults.ask({
      action: 'CreateAccessKey',
      fault: { kind: 'fail', status: 500, when: 'before' },
    });
    await expect(rotateKey('T-1')).rejects.toMatchObject({ code: 'unreachable' });
    const made = await cloud.ram('CreateAccessKey', { UserName: key.user });
    const { AccessKey } = JSON.parse(JSON.stringify(made));
    await key.logIn(JSON.stringify(AccessKey));
    clock.pass(hour);
    await expect(rotateKey('T-1')).rejects.toMatchObject({ code: 'no-room' });
    expect(await key.logIn(JSON.stringify(AccessKey))).toBeUndefined();
  });
});

describe('the previous key', () => {
  const current = () => storedValue(cloud, key.secret);

  it('lives through its grace', async () => {
    await rotateKey();
    clock.pass(23 * hour);
    expect(await retireKey()).toMatchObject({ Outcome: 'kept', Reason: expect.stringContaining('grace') });
    const { Outcome } = await rotate(cloud, 'access-key', key.secret, { clock, endGrace: false });
    expect(Outcome).toBe('in-grace');
    expect(await key.logIn(await storedValue(cloud, key.secret, 'v0'))).toBeUndefined();
  });

  it('is kept while it is used, and the last use is told', async () => {
    const old = await current();
    await rotateKey();
    clock.pass(30 * hour);
    await key.logIn(old);
    expect(await retireKey()).toMatchObject({
      Outcome: 'kept',
      Reason: expect.stringContaining('last used at'),
    });
    expect(await key.logIn(old)).toBeUndefined();
  });

  it('is disabled once it was silent, lies so for the idle period, and is deleted', async () => {
    const old = await current();
    await key.logIn(old);
    await rotateKey();
    clock.pass(25 * hour);
    expect(await retireKey()).toMatchObject({ Outcome: 'retiring' });
    expect(await key.logIn(old)).toBe('InvalidAccessKeyId.Inactive');
    clock.pass(23 * hour);
    expect(await retireKey()).toMatchObject({ Outcome: 'retiring' });
    expect(await keysOf(cloud, key.user)).toHaveLength(2);
    clock.pass(2 * hour);
    expect(await retireKey()).toMatchObject({ Outcome: 'retired' });
    expect(await keysOf(cloud, key.user)).toHaveLength(1);
    expect(await key.logIn(await current())).toBeUndefined();
    expect(await retireKey()).toMatchObject({ Outcome: 'retired' });
    expect(await rotateKey()).toMatchObject({ Outcome: 'rotated' });
  });

  it('may be given back while it lies disabled', async () => {
    const old = await current();
    await rotateKey();
    clock.pass(25 * hour);
    await retireKey();
    await setStatus(JSON.parse(old).AccessKeyId, 'Active');
    await key.logIn(old);
    expect(await retireKey()).toMatchObject({ Outcome: 'kept' });
    expect(await key.logIn(old)).toBeUndefined();
  });

  it('lies disabled for the whole period once more where it was given back meanwhile', async () => {
    const old = await current();
    await rotateKey();
    clock.pass(25 * hour);
    await retireKey();
    await setStatus(JSON.parse(old).AccessKeyId, 'Active');
    clock.pass(49 * hour);
    expect(await retireKey()).toMatchObject({ Outcome: 'retiring' });
    expect(await keysOf(cloud, key.user)).toHaveLength(2);
  });

  it('is not taken for ended where it is the current one in other bytes', async () => {
    const value = await current();
    await cloud.call('PutSecretValue', {
      SecretName: key.secret,
      VersionId: 'copy',
      SecretData: value.replace('{', '{ "Note": "by hand", '),
    });
    for (const hours of [1, 30, 60]) {
      clock.pass(hours * hour);
      expect(await retireKey()).toMatchObject({ Outcome: 'kept' });
    }
    expect(await key.logIn(value)).toBeUndefined();
    expect(await keysOf(cloud, key.user)).toHaveLength(1);
  });

  it('makes room for the next rotation by itself when it was silent', async () => {
    await rotateKey();
    clock.pass(25 * hour);
    expect(await rotateKey()).toMatchObject({
      Outcome: 'postponed',
      Reason: expect.stringContaining('disabled until'),
    });
    clock.pass(25 * hour);
    expect(await rotateKey()).toMatchObject({ Outcome: 'rotated' });
  });

  it('is not ended when the current key is gone, since it is the last one', async () => {
    const old = await current();
    await rotateKey();
    clock.pass(25 * hour);
    const id = await idOf();
    await setStatus(id, 'Inactive');
    await cloud.ram('DeleteAccessKey', { UserName: key.user, UserAccessKeyId: id });
    expect(await retireKey()).toMatchObject({
      Outcome: 'kept',
      Reason: expect.stringContaining('is not active, so the previous key is kept'),
    });
    expect(await key.logIn(old)).toBeUndefined();
  });
});

describe('a process that signs its own calls with a key of the secret', () => {
  const asOwnUser = async () => {
    await cloud.ram('AttachPolicyToUser', {
      PolicyName: 'AdministratorAccess',
      PolicyType: 'System',
      UserName: key.user,
    });
    const { AccessKeyId, AccessKeySecret } = JSON.parse(await storedValue(cloud, key.secret));
    return fixedCredentials({ accessKeyId: AccessKeyId, accessKeySecret: AccessKeySecret });
  };

  it('rotates it, since the key it signs with lives on, and never ends that one itself', async () => {
    const credentials = await asOwnUser();
    expect(await rotate(cloud, type, key.secret, { clock, credentials })).toMatchObject({
      Outcome: 'rotated',
    });
    clock.pass(25 * hour);
    const kept = await retire(cloud, type, key.secret, { clock, credentials });
    expect(kept).toMatchObject({
      Outcome: 'kept',
      Reason: expect.stringContaining('this process signs its calls with'),
    });
    await expect(rotate(cloud, type, key.secret, { clock, credentials })).rejects.toMatchObject({
      code: 'no-room',
    });
    expect(await key.logIn(await storedValue(cloud, key.secret, 'v0'))).toBeUndefined();
  });
});
