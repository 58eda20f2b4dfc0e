import { inspect } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { connect } from '../../../shared/alibaba/client.ts';
import { CloudError, transience } from '../../../shared/alibaba/cloud-error.ts';
import { defaultCredentials, fixedCredentials } from '../../../shared/alibaba/credentials.ts';
import { startDeadline } from '../../../shared/runtime/deadline.ts';
import { kmsError, type Reply, startCannedServer } from './canned-server.ts';

const never = new AbortController().signal;
const canary = 'Canary%2F!"7f3a';
const keySecret = 'key-secret-9c1e';

const credentials = fixedCredentials({
  accessKeyId: 'key-id',
  accessKeySecret: keySecret,
  securityToken: 'token',
});

function client(endpoint: string | undefined) {
  return connect({ service: 'kms', version: '2016-01-20', region: 'cn-hangzhou', endpoint, credentials });
}

async function failure(endpoint: string, signal = never): Promise<CloudError> {
  const call = client(endpoint).call('PutSecretValue', { SecretName: 'a/b' }, signal, { SecretData: canary });
  const error = await call.catch((error: unknown) => error);
  if (!(error instanceof CloudError)) throw new Error('the call did not fail as it should', { cause: error });
  return error;
}

afterEach(() => {
  for (const name of Object.keys(process.env))
    if (name.startsWith('ALIBABA_CLOUD_')) delete process.env[name];
});

test('a call is one signed request of the RPC style', async () => {
  await using server = await startCannedServer({ status: 200, body: { RequestId: 'r', Extra: 1 } });
  const answer = await client(server.endpoint).call('DescribeSecret', { SecretName: 'a/b c' }, never);
  expect(answer).toEqual({ RequestId: 'r', Extra: 1 });
  expect(server.seen).toHaveLength(1);
  const [request] = server.seen;
  expect(request?.query.get('SecretName')).toBe('a/b c');
  expect(request?.headers).toMatchObject({
    'x-acs-action': 'DescribeSecret',
    'x-acs-version': '2016-01-20',
    'x-acs-accesskey-id': 'key-id',
    'x-acs-security-token': 'token',
    authorization: expect.stringMatching(/^ACS3-HMAC-SHA256 Credential=key-id,/),
  });
});

test('a value travels in the body, never in the URL', async () => {
  await using server = await startCannedServer({ status: 200, body: {} });
  await client(server.endpoint).call('PutSecretValue', { SecretName: 's' }, never, { SecretData: canary });
  expect(server.seen[0]?.form.get('SecretData')).toBe(canary);
  expect(server.seen[0]?.url).not.toContain('Canary');
});

test.each<[string, Reply, Partial<CloudError>, boolean]>([
  ['a redirect', kmsError(301, 'Moved'), { status: 301, code: 'Moved', refused: true }, false],
  ['a missing secret', kmsError(404, 'Forbidden.ResourceNotFound'), { status: 404, refused: true }, false],
  ['throttling by KMS', kmsError(429, 'Rejected.Throttling'), { status: 429, throttled: true }, true],
  ['throttling by the gateway', kmsError(400, 'Throttling.User'), { status: 400, throttled: true }, true],
  ['throttling under another name', kmsError(429, 'TooMany'), { status: 429, throttled: true }, true],
  ['an error of the server', kmsError(500, 'InternalFailure'), { status: 500, refused: false }, true],
  ['an absence of the server', kmsError(503, 'ServiceUnavailableTemporary'), { status: 503 }, true],
  ['a lost reply', 'drop', { status: undefined, code: 'ECONNRESET' }, true],
  [
    'a page of a proxy',
    { status: 502, body: '<html>Bad Gateway' },
    { status: undefined, code: 'UnreadableAnswer' },
    true,
  ],
])('%s is told as what it is', async (_, reply, facts, transient) => {
  await using server = await startCannedServer(reply);
  const error = await failure(server.endpoint);
  expect(error).toMatchObject(facts);
  expect(transience(error) !== undefined).toBe(transient);
  expect(server.seen).toHaveLength(1);
});

test('an address where nobody listens is no answer, and worth another attempt', async () => {
  const server = await startCannedServer('hang');
  await server[Symbol.asyncDispose]();
  const error = await failure(server.endpoint);
  expect(error).toMatchObject({ status: undefined, code: 'ECONNREFUSED' });
  expect(transience(error)).toEqual({ wait: 0 });
});

test('the wait that a throttled answer asks for is kept', async () => {
  await using server = await startCannedServer({
    status: 429,
    headers: { 'x-acs-retry-after': '1500' },
    body: { Code: 'Rejected.Throttling', Message: 'slower', RequestId: 'r' },
  });
  expect(transience(await failure(server.endpoint))).toEqual({ wait: 1_500 });
});

test('a denial keeps the action and the principal that RAM names', async () => {
  await using server = await startCannedServer(
    kmsError(403, 'Forbidden.NoPermission', {
      AccessDeniedDetail: { AuthAction: 'kms:Decrypt', AuthPrincipalDisplayName: 'role/rotator', Other: 1 },
    }),
  );
  expect((await failure(server.endpoint)).denial).toEqual({
    action: 'kms:Decrypt',
    principal: 'role/rotator',
  });
});

test('a call that hangs ends when the signal aborts', async () => {
  await using server = await startCannedServer('hang');
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 50);
  const error = await failure(server.endpoint, controller.signal);
  expect(error.code).toBe('TimeIsUp');
  expect(transience(error)).toBeUndefined();
});

test('a call that hangs is not left open beyond the deadline', async () => {
  await using server = await startCannedServer('hang');
  using deadline = startDeadline(100, 0);
  await failure(server.endpoint, deadline.signal);
  await expect.poll(() => process.getActiveResourcesInfo().includes('TCPSocketWrap')).toBe(false);
});

test('after the deadline nothing is sent', async () => {
  await using server = await startCannedServer({ status: 200, body: {} });
  expect((await failure(server.endpoint, AbortSignal.abort())).code).toBe('TimeIsUp');
  expect(server.seen).toHaveLength(0);
});

test('without credentials the error says how to give them, and nothing is sent', async () => {
  await using server = await startCannedServer({ status: 200, body: {} });
  process.env.ALIBABA_CLOUD_ECS_METADATA_DISABLED = 'true';
  process.env.ALIBABA_CLOUD_CONFIG_FILE = '/nowhere';
  process.env.ALIBABA_CLOUD_CREDENTIALS_FILE = '/nowhere';
  const without = connect({
    service: 'kms',
    version: '2016-01-20',
    region: 'cn-hangzhou',
    endpoint: server.endpoint,
    credentials: defaultCredentials(),
  });
  await expect(without.call('DescribeSecret', {}, never)).rejects.toMatchObject({
    code: 'NoCredentials',
    message: expect.stringContaining('ALIBABA_CLOUD_ACCESS_KEY_ID'),
  });
  expect(server.seen).toHaveLength(0);
});

test('the default chain signs with the keys of the environment', async () => {
  await using server = await startCannedServer({ status: 200, body: {} });
  process.env.ALIBABA_CLOUD_ACCESS_KEY_ID = 'from-environment';
  process.env.ALIBABA_CLOUD_ACCESS_KEY_SECRET = 'secret';
  const chained = connect({
    service: 'kms',
    version: '2016-01-20',
    region: 'cn-hangzhou',
    endpoint: server.endpoint,
    credentials: defaultCredentials(),
  });
  await chained.call('DescribeSecret', {}, never);
  expect(server.seen[0]?.headers.authorization).toContain('Credential=from-environment,');
});

test('an error leaves out the text that the server would have signed', async () => {
  const Message = 'Specified signature is not matched. server string to sign is:ACS3-HMAC-SHA256\nabc';
  await using server = await startCannedServer(kmsError(400, 'SignatureDoesNotMatch', { Message }));
  const call = client(server.endpoint).call('DescribeSecret', { SecretName: 'a' }, never);
  await expect(call).rejects.toThrow(
    'DescribeSecret failed with SignatureDoesNotMatch: Specified signature is not matched. (request request-1)',
  );
});

const echo = { Message: `cannot take ${canary}`, Detail: canary, Description: canary, SecretData: canary };

test.each<[string, Reply]>([
  ['a refusal that quotes the request', kmsError(400, 'InvalidParameter', echo)],
  ['a denial that quotes the request', kmsError(403, 'Forbidden.NoPermission', echo)],
  ['throttling that quotes the request', kmsError(429, 'Rejected.Throttling', echo)],
  ['a server error that quotes the request', kmsError(500, 'InternalFailure', echo)],
  ['a reply cut short within a value', { status: 200, body: `{"SecretData":"${canary}` }],
  ['a reply that is no JSON', { status: 200, body: canary }],
  ['a lost reply', 'drop'],
])('no error shows the value or the key after %s', async (_, reply) => {
  await using server = await startCannedServer(reply);
  const error = await failure(server.endpoint);
  const shown = inspect(error, { depth: 20, showHidden: true, getters: true });
  for (const text of [shown, error.message, error.stack, JSON.stringify(error), `${error}`]) {
    expect(text).not.toContain('Canary');
    expect(text).not.toContain(keySecret);
  }
  expect(error.cause).toBeUndefined();
});
