import { describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../../shared/sandbox/sandbox.ts';
import type { Switches } from '../../../shared/sandbox/switches.ts';
import { type Call, callsTo, create, move, put, stagesOf } from '../../support/sandbox/calls.ts';
import { invokeFunction } from '../../support/sandbox/fc-client.ts';
import { movingClock } from '../../support/sandbox/moving-clock.ts';
import { roleTrusting, userWithKey } from '../../support/sandbox/people.ts';
import { smallBundle } from '../../support/sandbox/small-bundle.ts';
import { temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';

/** One value of one switch, and what a caller sees of it. */
interface Case {
  readonly name: keyof typeof looks;
  readonly switches: Partial<Switches>;
  readonly seen: unknown;
}

async function startWith(switches: Partial<Switches>) {
  const clock = movingClock();
  const sandbox = await startSandbox({ switches, clock });
  const call = callsTo(sandbox);
  await create(call, 'app');
  const world: World = { sandbox, pass: clock.pass };
  return { call, world, [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose]() };
}

interface World {
  readonly sandbox: Sandbox;
  pass(milliseconds: number): void;
}

/** How each switch is looked at. A switch without an entry here, or beside those of RDS, does not compile. */
const looks: Record<
  Exclude<keyof Switches, `rds${string}`>,
  (call: Call, world: World) => Promise<unknown>
> = {
  previousFollowsCurrent: async (call) => {
    await put(call, 'app', 'v2', ['P']);
    await move(call, 'app', 'ACSCurrent', { MoveToVersion: 'v2' });
    await move(call, 'app', 'ACSCurrent', { MoveToVersion: 'v2' });
    return stagesOf(call, 'app');
  },
  removeFromMismatch: async (call) => {
    await put(call, 'app', 'v2', ['P']);
    const moved = await move(call, 'app', 'P', { RemoveFromVersion: 'v1', MoveToVersion: 'v1' });
    const detached = await move(call, 'app', 'Q', { RemoveFromVersion: 'v1' });
    return [moved, detached, await stagesOf(call, 'app')];
  },
  previousOntoCurrent: async (call) => {
    await put(call, 'app', 'v2');
    const answer = await move(call, 'app', 'ACSPrevious', { MoveToVersion: 'v2' });
    return [answer, await stagesOf(call, 'app')];
  },
  putConflict: (call) => put(call, 'app', 'v1', ['P'], 'another value'),
  repeatedPutMovesStages: async (call) => {
    await put(call, 'app', 'v2');
    await put(call, 'app', 'v1');
    return stagesOf(call, 'app');
  },
  dataTypeIsPartOfValue: (call) =>
    call('PutSecretValue', {
      SecretName: 'app',
      VersionId: 'v1',
      SecretData: 'value of v1',
      SecretDataType: 'binary',
    }),
  missingVersion: async (call) => [
    await call('GetSecretValue', { SecretName: 'app', VersionId: 'v9' }),
    await call('GetSecretValue', { SecretName: 'app', VersionStage: 'P' }),
  ],
  readInDeletionWindow: async (call) => {
    await call('DeleteSecret', { SecretName: 'app' });
    return call('GetSecretValue', { SecretName: 'app' });
  },
  versionOrder: async (call) => {
    await put(call, 'app', 'v2');
    return Object.keys(await stagesOf(call, 'app'));
  },
  maxTags: async (call) => {
    const Tags = Array.from({ length: 11 }, (_, index) => ({ TagKey: `t${index}`, TagValue: '' }));
    return call('TagResource', { SecretName: 'app', Tags: JSON.stringify(Tags) });
  },
  tagAlphabet: async (call) => {
    const Tags = JSON.stringify([{ TagKey: 'rotation:schedule', TagValue: 'rate(30 days)' }]);
    return [
      await call('TagResource', { SecretName: 'app', Tags }),
      await call('CreateSecret', { SecretName: 'b', VersionId: 'v1', SecretData: 'x', Tags }),
    ];
  },
  mostFoundByTag: async (call) => (await foundByTag(call)).SecretList.Secret.length,
  totalBeyondMost: async (call) => {
    const { TotalCount, SecretList } = await foundByTag(call);
    return [TotalCount, SecretList.Secret.length];
  },
  nameFilter: async (call) => {
    await create(call, 'my/app');
    await create(call, 'app/x');
    const Filters = '[{"Key":"SecretName","Values":["app"]}]';
    return Object(await call('ListSecrets', { Filters })).TotalCount;
  },
  arnForName: (call, { sandbox }) =>
    call('DescribeSecret', { SecretName: `acs:kms:cn-hangzhou:${sandbox.accountId}:secret/app` }),
  defaultKey: async (call) => Object(await call('DescribeSecret', { SecretName: 'app' })).EncryptionKeyId,
  requireEachTypeByDefault: async (call) => {
    const ask = { PasswordLength: '8' };
    const answers = await Promise.all(Array.from({ length: 60 }, () => call('GetRandomPassword', ask)));
    return answers.every((answer) =>
      /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[^A-Za-z0-9])/.test(Object(answer).RandomPassword),
    );
  },
  accessKeySpread: async (_, { sandbox }) =>
    callsTo(await userWithKey(sandbox, 'app'), 'sts')('GetCallerIdentity'),
  deleteActiveKey: async (_, { sandbox }) => {
    const { accessKeyId: UserAccessKeyId } = await userWithKey(sandbox, 'app');
    return callsTo(sandbox, 'ram')('DeleteAccessKey', { UserAccessKeyId, UserName: 'app' });
  },
  lastUsedLag: async (_, { sandbox }) => {
    const key = await userWithKey(sandbox, 'app');
    await callsTo(key, 'sts')('GetCallerIdentity');
    return lastUsed(sandbox, key.accessKeyId);
  },
  neverUsed: async (_, { sandbox }) => lastUsed(sandbox, (await userWithKey(sandbox, 'app')).accessKeyId),
  requestBody: (call) =>
    call('PutSecretValue', { SecretName: 'app', VersionId: 'v2' }, { SecretData: 'in the body' }),
  repeatedTaskId: async (_, { sandbox }) => {
    await using directory = await temporaryDirectory();
    const codeDirectory = await smallBundle(directory.path, 'fn', 'exports.handler = async () => 1;');
    sandbox.createFunction({ functionName: 'fn', codeDirectory, timeout: 60 });
    const task = { xFcInvocationType: 'Async', xFcAsyncTaskId: 'task-1' };
    await invokeFunction(sandbox, 'fn', '{}', task);
    const { failed, status } = await invokeFunction(sandbox, 'fn', '{}', task);
    await sandbox.invoked();
    return [failed, status, sandbox.invocations.length];
  },
  asyncRetryDelay: async (_, { sandbox }) => {
    await using directory = await temporaryDirectory();
    const codeDirectory = await smallBundle(
      directory.path,
      'fn',
      'exports.handler = async () => { throw 1; };',
    );
    sandbox.createFunction({ functionName: 'fn', codeDirectory, timeout: 60, maxAsyncRetryAttempts: 1 });
    await invokeFunction(sandbox, 'fn', '{}', { xFcInvocationType: 'Async' });
    await sandbox.invoked();
    const [first, second] = sandbox.invocations;
    return (second?.startedAt ?? 0) - (first?.startedAt ?? 0) >= 1_500;
  },
  expiredToken: async (_, { sandbox, pass }) => {
    await roleTrusting(sandbox, 'fn', { Service: 'fc.aliyuncs.com' });
    const key = sandbox.assumeForService({ service: 'fc.aliyuncs.com', roleName: 'fn' });
    pass(3_600_000);
    return callsTo({ ...sandbox, ...key }, 'sts')('GetCallerIdentity');
  },
};

const lastUsed = async (sandbox: Sandbox, UserAccessKeyId: string) =>
  Object(await callsTo(sandbox, 'ram')('GetAccessKeyLastUsed', { UserAccessKeyId, UserName: 'app' }))
    .AccessKeyLastUsed;

async function foundByTag(call: Call) {
  const Tags = JSON.stringify([{ TagKey: 'team', TagValue: 'x' }]);
  for (const SecretName of ['one', 'two', 'three'])
    await call('CreateSecret', { SecretName, VersionId: 'v1', SecretData: 'first', Tags });
  return Object(
    await call('ListSecrets', { Filters: JSON.stringify([{ Key: 'TagKey', Values: ['team'] }]) }),
  );
}

const done = expect.objectContaining({ RequestId: expect.any(String) });
const refused = (failed: string) => expect.objectContaining({ failed });

const cases: Case[] = [
  {
    name: 'previousFollowsCurrent',
    switches: { previousFollowsCurrent: true },
    seen: { v1: ['ACSPrevious'], v2: ['ACSCurrent', 'P'] },
  },
  {
    name: 'previousFollowsCurrent',
    switches: { previousFollowsCurrent: false },
    seen: { v1: [], v2: ['ACSCurrent', 'P'] },
  },
  {
    name: 'removeFromMismatch',
    switches: { removeFromMismatch: 'reject' },
    seen: [refused('InvalidParameter'), refused('InvalidParameter'), { v1: ['ACSCurrent'], v2: ['P'] }],
  },
  {
    name: 'removeFromMismatch',
    switches: { removeFromMismatch: 'move' },
    seen: [done, done, { v1: ['ACSCurrent', 'P'], v2: [] }],
  },
  {
    name: 'removeFromMismatch',
    switches: { removeFromMismatch: 'stay' },
    seen: [done, done, { v1: ['ACSCurrent'], v2: ['P'] }],
  },
  {
    name: 'previousOntoCurrent',
    switches: { previousOntoCurrent: 'reject' },
    seen: [refused('InvalidParameter'), { v1: ['ACSPrevious'], v2: ['ACSCurrent'] }],
  },
  {
    name: 'previousOntoCurrent',
    switches: { previousOntoCurrent: 'allow' },
    seen: [done, { v1: [], v2: ['ACSCurrent', 'ACSPrevious'] }],
  },
  {
    name: 'putConflict',
    switches: { putConflict: 'Rejected.ResourceExist' },
    seen: refused('Rejected.ResourceExist'),
  },
  { name: 'putConflict', switches: { putConflict: 'InvalidParameter' }, seen: refused('InvalidParameter') },
  {
    name: 'repeatedPutMovesStages',
    switches: { repeatedPutMovesStages: false },
    seen: { v1: ['ACSPrevious'], v2: ['ACSCurrent'] },
  },
  {
    name: 'repeatedPutMovesStages',
    switches: { repeatedPutMovesStages: true, previousFollowsCurrent: true },
    seen: { v1: ['ACSCurrent'], v2: ['ACSPrevious'] },
  },
  {
    name: 'dataTypeIsPartOfValue',
    switches: { dataTypeIsPartOfValue: true },
    seen: refused('Rejected.ResourceExist'),
  },
  { name: 'dataTypeIsPartOfValue', switches: { dataTypeIsPartOfValue: false }, seen: done },
  {
    name: 'missingVersion',
    switches: { missingVersion: 'Forbidden.ResourceNotFound' },
    seen: [refused('Forbidden.ResourceNotFound'), refused('Forbidden.ResourceNotFound')],
  },
  {
    name: 'missingVersion',
    switches: { missingVersion: 'InvalidParameter' },
    seen: [refused('InvalidParameter'), refused('InvalidParameter')],
  },
  {
    name: 'readInDeletionWindow',
    switches: { readInDeletionWindow: 'Rejected.ResourceInDeleteWindow' },
    seen: refused('Rejected.ResourceInDeleteWindow'),
  },
  {
    name: 'readInDeletionWindow',
    switches: { readInDeletionWindow: 'Rejected.ResourceInDeletion' },
    seen: refused('Rejected.ResourceInDeletion'),
  },
  {
    name: 'readInDeletionWindow',
    switches: { readInDeletionWindow: 'Forbidden.ResourceNotFound' },
    seen: refused('Forbidden.ResourceNotFound'),
  },
  { name: 'versionOrder', switches: { versionOrder: 'newest-first' }, seen: ['v2', 'v1'] },
  { name: 'versionOrder', switches: { versionOrder: 'oldest-first' }, seen: ['v1', 'v2'] },
  { name: 'maxTags', switches: { maxTags: 10 }, seen: refused('Rejected.LimitExceeded') },
  { name: 'maxTags', switches: { maxTags: 20 }, seen: done },
  {
    name: 'tagAlphabet',
    switches: { tagAlphabet: 'documented' },
    seen: [refused('InvalidParameter'), refused('InvalidParameter')],
  },
  { name: 'tagAlphabet', switches: { tagAlphabet: 'any' }, seen: [done, done] },
  { name: 'defaultKey', switches: { defaultKey: 'absent' }, seen: undefined },
  {
    name: 'defaultKey',
    switches: { defaultKey: 'acs/secretsmanager' },
    seen: 'acs/secretsmanager',
  },
  { name: 'requestBody', switches: { requestBody: 'read' }, seen: done },
  { name: 'requestBody', switches: { requestBody: 'ignored' }, seen: refused('MissingSecretData') },
  { name: 'nameFilter', switches: { nameFilter: 'exact' }, seen: 1 },
  { name: 'nameFilter', switches: { nameFilter: 'prefix' }, seen: 2 },
  { name: 'nameFilter', switches: { nameFilter: 'substring' }, seen: 3 },
  { name: 'mostFoundByTag', switches: { mostFoundByTag: 2 }, seen: 2 },
  { name: 'mostFoundByTag', switches: { mostFoundByTag: 4 }, seen: 3 },
  { name: 'totalBeyondMost', switches: { mostFoundByTag: 2, totalBeyondMost: 'found' }, seen: [2, 2] },
  { name: 'totalBeyondMost', switches: { mostFoundByTag: 2, totalBeyondMost: 'all' }, seen: [3, 2] },
  { name: 'arnForName', switches: { arnForName: 'reject' }, seen: refused('InvalidParameter') },
  { name: 'arnForName', switches: { arnForName: 'accept' }, seen: done },
  { name: 'requireEachTypeByDefault', switches: { requireEachTypeByDefault: true }, seen: true },
  { name: 'requireEachTypeByDefault', switches: { requireEachTypeByDefault: false }, seen: false },
  {
    name: 'accessKeySpread',
    switches: { accessKeySpread: 60_000 },
    seen: refused('InvalidAccessKeyId.NotFound'),
  },
  { name: 'accessKeySpread', switches: { accessKeySpread: 0 }, seen: done },
  {
    name: 'deleteActiveKey',
    switches: { deleteActiveKey: 'reject' },
    seen: refused('DeleteConflict.User.AccessKey.Active'),
  },
  { name: 'deleteActiveKey', switches: { deleteActiveKey: 'allow' }, seen: done },
  { name: 'lastUsedLag', switches: { lastUsedLag: 60_000 }, seen: {} },
  {
    name: 'lastUsedLag',
    switches: { lastUsedLag: 0 },
    seen: { LastUsedDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) },
  },
  { name: 'neverUsed', switches: { neverUsed: 'absent' }, seen: {} },
  { name: 'neverUsed', switches: { neverUsed: 'empty' }, seen: { LastUsedDate: '' } },
  {
    name: 'repeatedTaskId',
    switches: { repeatedTaskId: 'AsyncTaskAlreadyExists' },
    seen: ['AsyncTaskAlreadyExists', 409, 1],
  },
  { name: 'repeatedTaskId', switches: { repeatedTaskId: 'run-again' }, seen: [undefined, 202, 2] },
  { name: 'asyncRetryDelay', switches: { asyncRetryDelay: 1_500 }, seen: true },
  { name: 'asyncRetryDelay', switches: { asyncRetryDelay: 0 }, seen: false },
  {
    name: 'expiredToken',
    switches: { expiredToken: 'InvalidSecurityToken.Expired' },
    seen: refused('InvalidSecurityToken.Expired'),
  },
  {
    name: 'expiredToken',
    switches: { expiredToken: 'InvalidAccessKeyId.NotFound' },
    seen: refused('InvalidAccessKeyId.NotFound'),
  },
];

describe('an undocumented point of the cloud', () => {
  it.each(cases)('is as the switch says: $switches', async ({ name, switches, seen }) => {
    await using running = await startWith(switches);
    expect(await looks[name](running.call, running.world)).toEqual(seen);
  });

  it.each(Object.keys(looks))('%s is looked at under more than one value', (name) => {
    expect(cases.filter((one) => one.name === name).length).toBeGreaterThan(1);
  });
});
