import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { bodyFirst } from '../../../shared/alibaba/body-first.ts';
import { type CloudClient, connect } from '../../../shared/alibaba/client.ts';
import { fixedCredentials } from '../../../shared/alibaba/credentials.ts';
import { startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { callsTo, create } from '../../support/sandbox/calls.ts';
import { type CannedServer, kmsError, type Reply, startCannedServer } from './canned-server.ts';

const never = new AbortController().signal;
const canary = 'Canary%2F!"7f3a';

function clientOf(endpoint: string, key = { accessKeyId: 'id', accessKeySecret: 'secret' }) {
  const credentials = fixedCredentials(key);
  return connect({ service: 'kms', version: '2016-01-20', region: 'cn-hangzhou', endpoint, credentials });
}

const put = (client: CloudClient, signal = never) =>
  client.call('PutSecretValue', { SecretName: 'a', VersionId: 'v2' }, signal, { SecretData: canary });

/** The outcome, or the error in its place. */
const tried = (call: Promise<unknown>) => call.catch((error: unknown) => error);

/** Where the value stood in each request. */
const placesIn = ({ seen }: CannedServer) =>
  seen.map(({ query, form }) =>
    ['query', 'body'].filter((_, index) => [query, form][index]?.has('SecretData')).join(' and '),
  );

const ok: Reply = { status: 200, body: { RequestId: 'r' } };
const missing = kmsError(400, 'MissingSecretData', { Message: 'SecretData is mandatory for this action.' });
const faulty = kmsError(400, 'InvalidParameter', {
  Message: 'The specified parameter "SecretData" is not valid.',
});

describe('a value in the body that the gateway has not read', () => {
  it.each<[string, Reply]>([
    ['misses it by its code', kmsError(400, 'MissingSecretData')],
    ['misses it by its sentence', kmsError(400, 'MissingParameter', { Message: 'SecretData is required.' })],
    ['misses it as not found', kmsError(404, 'InvalidSecretData.NotFound')],
    ['finds fault with it', faulty],
  ])('is sent in the query once more where the answer %s', async (_, reply) => {
    await using server = await startCannedServer(reply, ok);
    expect(await put(clientOf(server.endpoint))).toEqual({ RequestId: 'r' });
    expect(placesIn(server)).toEqual(['body', 'query']);
    expect(server.seen[1]?.query.get('SecretData')).toBe(canary);
    expect(server.seen[1]?.query.get('VersionId')).toBe('v2');
  });

  it('is sent in the query at once from then on, by every client of the process', async () => {
    await using server = await startCannedServer(missing, ok);
    await put(clientOf(server.endpoint));
    await put(clientOf(server.endpoint));
    expect(placesIn(server)).toEqual(['body', 'query', 'query']);
  });

  it('leaves a template in the body, where official clients send it too', async () => {
    await using server = await startCannedServer(
      kmsError(400, 'MissingParameter', { Message: 'Parameters.1.ParameterKey is missing.' }),
      ok,
    );
    const form = { TemplateBody: 't', 'Parameters.1.ParameterKey': 'k', 'Parameters.1.ParameterValue': 'v' };
    await clientOf(server.endpoint).call('CreateChangeSet', { StackName: 's' }, never, form);
    const [first, second] = server.seen;
    expect(Object.fromEntries(first?.form ?? [])).toEqual(form);
    expect(Object.fromEntries(second?.form ?? [])).toEqual({ TemplateBody: 't' });
    expect(second?.query.get('Parameters.1.ParameterValue')).toBe('v');
  });

  it('is looked for in the body again where the query did not help', async () => {
    await using server = await startCannedServer(missing, missing, ok);
    expect(await tried(put(clientOf(server.endpoint)))).toMatchObject({ code: 'MissingSecretData' });
    await put(clientOf(server.endpoint));
    expect(placesIn(server)).toEqual(['body', 'query', 'body']);
  });

  it('goes there first again where the query was refused for another reason, which teaches nothing', async () => {
    await using server = await startCannedServer(missing, kmsError(409, 'Rejected.ResourceExist'), ok);
    expect(await tried(put(clientOf(server.endpoint)))).toMatchObject({ code: 'Rejected.ResourceExist' });
    await put(clientOf(server.endpoint));
    expect(placesIn(server)).toEqual(['body', 'query', 'body']);
  });

  it('is not sent again after the call was given up', async () => {
    const sent: unknown[] = [];
    const call = bodyFirst({
      operation: 'PutSecretValue of this test',
      query: {},
      form: { SecretData: canary },
      signal: AbortSignal.abort(),
      send: async (places) => {
        sent.push(places);
        throw Object.assign(new Error(), { statusCode: 400, code: 'MissingSecretData' });
      },
    });
    expect(await tried(call)).toMatchObject({ code: 'MissingSecretData' });
    expect(sent).toEqual([{ query: {}, body: { SecretData: canary } }]);
  });
});

describe('a value stays out of the URL', () => {
  it.each<[string, Reply]>([
    ['misses another parameter', kmsError(400, 'MissingSecretName')],
    ['finds fault with another parameter', kmsError(400, 'InvalidParameter', { Message: 'SecretDataType' })],
    ['is a conflict about it', kmsError(409, 'Rejected.ResourceExist', { Message: 'SecretData' })],
    [
      'tells the text that was to be signed',
      kmsError(400, 'SignatureDoesNotMatch', { Message: 'server string to sign is:POST SecretData' }),
    ],
    ['is a denial', kmsError(403, 'Forbidden.NoPermission', { Message: 'SecretData' })],
    ['is throttled', kmsError(400, 'Throttling.User', { Message: 'SecretData' })],
    ['is an error of the server', kmsError(500, 'InvalidSecretData')],
    ['is lost', 'drop'],
  ])('where the answer %s', async (_, reply) => {
    await using server = await startCannedServer(reply, ok);
    expect(await tried(put(clientOf(server.endpoint)))).toMatchObject({ name: 'CloudError' });
    expect(placesIn(server)).toEqual(['body']);
  });

  it('where a body was read before and the value itself is at fault', async () => {
    await using server = await startCannedServer(ok, faulty);
    await put(clientOf(server.endpoint));
    expect(await tried(put(clientOf(server.endpoint)))).toMatchObject({ code: 'InvalidParameter' });
    expect(placesIn(server)).toEqual(['body', 'body']);
  });
});

const echo = { Message: `cannot take ${canary}`, SecretData: canary, HostId: `?SecretData=${canary}` };

it.each<[string, Reply]>([
  ['a refusal', kmsError(400, 'InvalidParameter', echo)],
  ['a refusal that names it', kmsError(400, 'InvalidSecretData', echo)],
  ['throttling', kmsError(429, 'Rejected.Throttling', echo)],
  ['an error of the server', kmsError(500, 'InternalFailure', echo)],
  ['a page of a proxy', { status: 414, body: `<html>?SecretData=${canary}` }],
  ['a lost reply', 'drop'],
])('no error shows the value that was in the URL after %s', async (_, reply) => {
  await using server = await startCannedServer(missing, reply);
  const error = await tried(put(clientOf(server.endpoint)));
  expect(placesIn(server)).toEqual(['body', 'query']);
  for (const text of [inspect(error, { depth: 20, showHidden: true, getters: true }), JSON.stringify(error)])
    expect(text).not.toContain('Canary');
});

it('a gateway that reads no bodies keeps the value, and its audit does not show it', async () => {
  await using sandbox = await startSandbox({ switches: { requestBody: 'ignored' } });
  const call = callsTo(sandbox);
  await create(call, 'a');
  await put(clientOf(sandbox.endpoint, sandbox));
  expect(await call('GetSecretValue', { SecretName: 'a', VersionId: 'v2' })).toMatchObject({
    SecretData: canary,
  });
  expect(sandbox.audit.count('PutSecretValue')).toBe(2);
  expect(JSON.stringify(sandbox.audit.records)).not.toContain('Canary');
});
