import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { type Call, callsTo, create, put } from '../../support/sandbox/calls.ts';
import { draftAcs3, draftRpc, send, signAcs3, signRpc } from '../../support/sandbox/signed-request.ts';
import { contentsOf, temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';

const canary = 'canary-7f3a"\\+/=ä';

/** How a value could be written down: as it is, in JSON, in a URL, in base 64, in hexadecimal. */
const spellings = (value: string) => [
  value,
  JSON.stringify(value).slice(1, -1),
  encodeURIComponent(value),
  new URLSearchParams({ value }).toString().slice('value='.length),
  Buffer.from(value).toString('base64').replaceAll('=', ''),
  Buffer.from(value).toString('hex'),
];

function expectAbsent(value: string, where: string, text: string) {
  for (const spelling of spellings(value))
    expect(text.includes(spelling), `${spelling} in ${where}`).toBe(false);
}

/** Hands the canary over in every way a call can, right and wrong. */
async function handOver(call: Call): Promise<unknown[]> {
  const value = { SecretData: canary };
  await create(call, 'app', value);
  await put(call, 'app', 'v2', ['P'], canary);
  return Promise.all([
    put(call, 'app', 'v1', ['P'], canary.repeat(2)),
    put(call, 'app', 'v3', ['P'], canary.repeat(4_000)),
    call('PutSecretValue', { SecretName: 'app', VersionId: 'v4', SecretData: canary, VersionStages: canary }),
    call('PutSecretValue', { SecretName: 'app', VersionId: 'v4', SecretDataType: 'x', ...value }),
    call('PutSecretValue', { SecretName: 'none', VersionId: 'v4', ...value }),
    call('PutSecretValue', { VersionId: 'v4', ...value }),
    call('PutSecretValue', { SecretName: 'app', VersionId: 'v4', Secretdata: canary }),
    call('CreateSecret', { SecretName: 'app', VersionId: 'v1', ...value }),
    call('CreateSecret', { SecretName: 'acs/x', VersionId: 'v1', ...value }),
    call('PutSecretValue', { SecretName: 'app', VersionId: 'v5' }, value),
    call('NoSuchAction', value),
  ]);
}

describe('a value that is handed to the sandbox', () => {
  it('is in no error, no audit record and no byte on the disk', async () => {
    await using directory = await temporaryDirectory();
    const sandbox = await startSandbox({ data: directory.path });
    const call = callsTo(sandbox);
    const answers = await handOver(call);
    expect(answers.filter((answer) => 'failed' in Object(answer))).toHaveLength(10);
    expectAbsent(canary, 'the errors', inspect(answers, { depth: null }));
    expect(sandbox.audit.count('PutSecretValue')).toBe(9);
    expectAbsent(canary, 'the audit', JSON.stringify(sandbox.audit.records));
    expectAbsent(canary, 'the sandbox', inspect(sandbox, { depth: null, showHidden: true }));
    await sandbox[Symbol.asyncDispose]();
    const files = await contentsOf(directory.path);
    expect([...files.keys()].toSorted()).toEqual(['account.key', 'audit.jsonl', 'journal']);
    for (const [name, content] of files) expectAbsent(canary, name, content.toString('latin1'));
    for (const [name, content] of files) expectAbsent(canary, name, content.toString('utf8'));
  });

  it('is in no record of a call whose signature is wrong, and in its answer only as its caller signed it', async () => {
    await using sandbox = await startSandbox();
    const wrong = { ...sandbox, accessKeySecret: 'wrong' };
    const parameters = { SecretName: 'app', VersionId: 'v1', SecretData: canary, Description: canary };
    const acs3 = await send(sandbox, signAcs3(draftAcs3(sandbox, 'CreateSecret', parameters), wrong));
    const rpc = await send(sandbox, signRpc(draftRpc(sandbox, 'CreateSecret', parameters), wrong));
    expect([acs3, rpc]).toMatchObject([{ status: 400 }, { status: 400 }]);
    expectAbsent(canary, 'the answer', JSON.stringify(acs3));
    const [before = ''] = Object(rpc.body).Message.split('server string to sign is:');
    expectAbsent(canary, 'the answer', JSON.stringify({ ...Object(rpc.body), Message: before }));
    expectAbsent(canary, 'the audit', JSON.stringify(sandbox.audit.records));
  });
});

describe('the secrets of the sandbox itself', () => {
  it('are not in its files: neither the root key nor a random password', async () => {
    await using directory = await temporaryDirectory();
    const sandbox = await startSandbox({ data: directory.path });
    const { RandomPassword } = Object(await callsTo(sandbox)('GetRandomPassword'));
    await sandbox[Symbol.asyncDispose]();
    for (const [name, content] of await contentsOf(directory.path)) {
      expectAbsent(sandbox.accessKeySecret, name, content.toString('latin1'));
      expectAbsent(RandomPassword, name, content.toString('latin1'));
    }
  });
});

describe('an audit record', () => {
  it('has the fields of ActionTrail and the parameters that are no secret', async () => {
    await using sandbox = await startSandbox();
    const call = callsTo(sandbox);
    await create(call, 'app', { Tags: '[{"TagKey":"team","TagValue":"a"}]' });
    const { RequestId } = Object(await call('DescribeSecret', { SecretName: 'none' }));
    expect(sandbox.audit.records[0]).toEqual({
      eventId: expect.any(String),
      eventVersion: 1,
      eventType: 'ApiCall',
      eventName: 'CreateSecret',
      eventSource: new URL(sandbox.endpoint).host,
      eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      serviceName: 'Kms',
      apiVersion: '2016-01-20',
      requestId: expect.any(String),
      requestParameters: {
        SecretName: 'app',
        VersionId: 'v1',
        Tags: '[{"TagKey":"team","TagValue":"a"}]',
      },
      sourceIpAddress: '127.0.0.1',
      userAgent: expect.stringContaining('AlibabaCloud'),
      userIdentity: {
        type: 'root-account',
        accountId: sandbox.accountId,
        principalId: sandbox.accountId,
        userName: 'root',
        accessKeyId: sandbox.accessKeyId,
      },
      acsRegion: 'cn-hangzhou',
      isGlobal: false,
    });
    expect(RequestId).toBeUndefined();
    expect(sandbox.audit.records[1]).toMatchObject({
      eventName: 'DescribeSecret',
      errorCode: 'Forbidden.ResourceNotFound',
      errorMessage: 'Resource not found.',
    });
  });

  it('is counted by action and forgotten when told to', async () => {
    await using sandbox = await startSandbox();
    const call = callsTo(sandbox);
    await call('ListSecrets');
    await call('ListSecrets');
    await call('GetRandomPassword');
    expect([sandbox.audit.count('ListSecrets'), sandbox.audit.count()]).toEqual([2, 3]);
    sandbox.audit.clear();
    expect([sandbox.audit.count('ListSecrets'), sandbox.audit.count()]).toEqual([0, 0]);
    expect(sandbox.audit.records).toEqual([]);
  });
});
