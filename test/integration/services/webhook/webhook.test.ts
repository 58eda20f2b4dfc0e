import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SecretId, VersionId } from '../../../../shared/engine/rotation/store.ts';
import { startDeadline } from '../../../../shared/runtime/deadline.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import {
  openWebhook,
  type Webhook,
  type WebhookSettings,
} from '../../../../shared/services/webhook/webhook.ts';
import { serverCertificates, strangersCertificates } from '../../../support/servers/certificates.ts';
import { unusedPort } from '../../../support/servers/unused-port.ts';
import { patience } from '../../../support/stand/patience.ts';
import { stretched } from '../../../support/stand/stretched.ts';
import { key, Receiver, type Reply } from './receiver.ts';

const secret = SecretId.parse('test/webhook');
const version = VersionId.parse('v1');
const value = new Sensitive('canary-value');

let receiver: Receiver;

beforeEach(async () => {
  receiver = await Receiver.start();
});
afterEach(() => receiver[Symbol.asyncDispose]());

function open(settings: Partial<WebhookSettings> = {}): Promise<Webhook> {
  return openWebhook({
    secret,
    address: receiver.url,
    key: new Sensitive(key),
    hosts: ['127.0.0.1'],
    authorities: undefined,
    signal: new AbortController().signal,
    patience,
    ...settings,
  });
}

async function set(settings: Partial<WebhookSettings> = {}) {
  const webhook = await open(settings);
  return webhook.call('setSecret', { version, dataType: 'text', values: { Value: value } });
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    (answer) => Promise.reject(new Error(`it answered ${JSON.stringify(answer)}`)),
    (error: unknown) => error,
  );
}

describe('a call', () => {
  it('is signed, names step, secret and version, and carries the value', async () => {
    await set();
    expect(receiver.requests).toEqual([
      {
        Step: 'setSecret',
        SecretId: 'test/webhook',
        VersionId: 'v1',
        SecretDataType: 'text',
        Value: 'canary-value',
      },
    ]);
    expect(receiver.unsigned).toBe(0);
  });

  it('with another key is refused, and says where the key should be', async () => {
    const failure = await failureOf(set({ key: new Sensitive(key.replace('t', 'T')) }));
    expect(failure).toMatchObject({
      code: 'refused',
      message: expect.stringContaining('the same key as the secret that the configuration'),
    });
    expect(receiver).toMatchObject({ requests: [], unsigned: 1 });
  });

  it('that is repeated has a nonce of its own, and the same version', async () => {
    receiver.answer = (_, count) => (count === 1 ? { status: 429 } : undefined);
    await set();
    expect(receiver.requests).toHaveLength(2);
    expect(receiver.requests[0]).toEqual(receiver.requests[1]);
    const nonces = receiver.headers.map((headers) => headers['x-rotation-nonce']);
    expect(new Set(nonces).size).toBe(2);
  });

  it('hears that both values are accepted', async () => {
    receiver.answer = () => ({ body: { Overlaps: true, Extra: 1 } });
    expect(await set()).toMatchObject({ Overlaps: true });
  });

  it('goes where its name was first resolved to, whatever it resolves to later', async () => {
    let asked = 0;
    const resolve = async () => {
      asked += 1;
      return [{ address: asked === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }];
    };
    receiver.calledAs('hooks.localhost');
    const address = `http://hooks.localhost:${receiver.port}/`;
    const webhook = await open({ address, hosts: ['hooks.localhost'], resolve });
    for (const step of ['setSecret', 'testSecret', 'finishSecret'] as const)
      await webhook.call(step, { version });
    expect(receiver.requests).toHaveLength(3);
    expect(asked).toBe(1);
  });

  it('takes 204 for done', async () => {
    receiver.answer = () => ({ status: 204 });
    expect(await set()).toEqual({});
  });
});

const megabytes = 'x'.repeat(10 * 1_024 * 1_024);
const canary = 'canary-value';

describe('an answer', () => {
  it.each<[string, Reply, object]>([
    ['409', { status: 409 }, { code: 'busy' }],
    ['409 superseded', { status: 409, body: { Code: 'superseded' } }, { code: 'superseded' }],
    [
      '422 password-rejected',
      { status: 422, body: { Code: 'password-rejected' } },
      { code: 'password-rejected' },
    ],
    [
      '400 with a code',
      { status: 400, body: { Code: 'no-such-user' } },
      { code: 'refused', message: /400 no-such-user/ },
    ],
    [
      '400 with a sentence',
      { status: 400, body: { Message: canary } },
      { code: 'refused', message: /with 400\./ },
    ],
    [
      '400 with a code that is none',
      { status: 400, body: { Code: 'Bad thing!' } },
      { code: 'refused', message: /with 400\./ },
    ],
    [
      '400 with the value for a code',
      { status: 400, body: { Code: canary } },
      { code: 'refused', message: /with 400\./ },
    ],
    ['403', { status: 403, body: { Code: 'forbidden' } }, { code: 'refused', message: /403 forbidden/ }],
    [
      'a redirect',
      { status: 307, headers: { location: 'http://127.0.0.1:1/' } },
      { code: 'policy-malformed', message: /redirects/ },
    ],
    [
      '500 with a page',
      { status: 500, body: `<p>${canary}</p>` },
      { code: 'service-error', message: /with 500\./ },
    ],
    ['503 without a time', { status: 503 }, { code: 'unreachable', message: /with 503/ }],
    ['202', { status: 202 }, { code: 'service-error', message: /with 202/ }],
    [
      'no JSON',
      { body: `{"Value":"${canary}` },
      { code: 'service-error', message: /not with a JSON object/ },
    ],
    [
      'a page with 200',
      { body: `<html>${canary}</html>` },
      { code: 'service-error', message: /not with a JSON object/ },
    ],
    ['a list', { body: [canary] }, { code: 'service-error', message: /not with a JSON object/ }],
    [
      'a value that is no text',
      { body: { Value: 42 } },
      { code: 'service-error', message: /not with a JSON object/ },
    ],
    ['10 MB', { body: megabytes }, { code: 'unreachable', message: /longer than 64 KB/ }],
    [
      '10 MB of headers',
      { headers: { 'x-much': 'x'.repeat(100_000) } },
      { code: 'unreachable', message: /HPE_HEADER_OVERFLOW/ },
    ],
    ['nothing', 'lost', { code: 'unreachable', message: /no complete answer/, aftermath: 'unknown' }],
    [
      'half of one',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{"Val'),
      { code: 'unreachable', message: /no complete answer/ },
    ],
    [
      'no HTTP',
      (socket) => socket.end(`${canary}\r\n\r\n`),
      { code: 'unreachable', message: /no complete answer/ },
    ],
    [
      'another protocol',
      (socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'),
      { code: 'unreachable' },
    ],
    ['silence', () => {}, { code: 'unreachable', message: /no answer in time/, aftermath: 'unknown' }],
    ['a byte now and then', drip, { code: 'unreachable', message: /no answer in time/ }],
  ])('of %s ends in an error of one attempt, without a word of the value', async (_, reply, expected) => {
    receiver.answer = () => reply;
    // A slow machine takes its time with 10 MB: only an answer that never ends is given up.
    const isEndless = 'message' in expected && String(expected.message).includes('in time');
    const failure = await failureOf(set(isEndless ? { patience: 500 } : {}));
    expect(failure).toMatchObject(
      Object.fromEntries(
        Object.entries(expected).map(([name, one]) => [
          name,
          one instanceof RegExp ? expect.stringMatching(one) : one,
        ]),
      ),
    );
    expect(receiver.requests).toHaveLength(1);
    const printed = inspect(failure, { depth: 12, showHidden: true }) + JSON.stringify(failure);
    for (const word of [canary, key]) expect(printed).not.toContain(word);
  });

  it('that a test refuses is a refusal of the value', async () => {
    receiver.answer = () => ({ status: 422, body: { Code: 'login-failed' } });
    const webhook = await open();
    const failure = await failureOf(webhook.call('testSecret', { version, values: { Value: value } }));
    expect(failure).toMatchObject({
      name: 'RotationError',
      code: 'refused',
      message: expect.stringContaining('pending value'),
    });
  });

  it('that comes twice on one connection counts once', async () => {
    receiver.answer = () => (socket) =>
      socket.end(`${http('{"Overlaps":true}')}${http('{"Overlaps":false}')}`);
    expect(await set()).toEqual({ Overlaps: true });
    expect(receiver.requests).toHaveLength(1);
  });
});

describe('another attempt', () => {
  it('follows 503 with a time, after it', async () => {
    const order: string[] = [];
    receiver.answer = (_, count) => {
      order.push(`request ${count}`);
      if (count > 1) return undefined;
      setTimeout(() => order.push('the time is over'), 1_000);
      return { status: 503, headers: { 'retry-after': '1' } };
    };
    await set();
    expect(order).toEqual(['request 1', 'the time is over', 'request 2']);
  });

  it('is not waited for beyond the end of the invocation', async () => {
    receiver.answer = () => ({ status: 503, headers: { 'retry-after': '600' } });
    using deadline = startDeadline(stretched(3_000), 0);
    expect(await failureOf(set({ signal: deadline.signal }))).toMatchObject({ code: 'busy' });
    expect(deadline.signal.aborted).toBe(false);
  });

  it('finds a webhook that was about to start', async () => {
    const port = await unusedPort();
    const calling = set({ address: `http://127.0.0.1:${port}/` });
    await new Promise((resolve) => setTimeout(resolve, 150));
    await using late = await Receiver.start(undefined, port);
    await calling;
    expect(late.requests).toHaveLength(1);
  });

  it('asks for a lost value once more, by the same version', async () => {
    receiver.answer = (_, count) => (count === 1 ? 'lost' : { body: { Value: 'issued' } });
    const webhook = await open();
    const { Value } = await webhook.call('createSecret', { version });
    expect(Value).toEqual(new Sensitive('issued'));
    expect(receiver.requests.map(({ VersionId: id }) => id)).toEqual(['v1', 'v1']);
  });

  it('for a lost value comes only once', async () => {
    receiver.answer = () => 'lost';
    const webhook = await open();
    await failureOf(webhook.call('createSecret', { version }));
    expect(receiver.requests).toHaveLength(2);
  });

  it('ends with the invocation', async () => {
    const controller = new AbortController();
    receiver.answer = () => () => controller.abort();
    expect(await failureOf(set({ signal: controller.signal, patience }))).toMatchObject({
      code: 'unreachable',
    });
  });
});

describe('TLS', () => {
  it('is verified against the authority that the operator names', async () => {
    const { authority, certificate, key: file } = await serverCertificates();
    const tls = { cert: await readFile(certificate, 'utf8'), key: await readFile(file, 'utf8') };
    await using secure = await Receiver.start(tls);
    const authorities = await readFile(authority, 'utf8');
    await set({ address: secure.url, authorities });
    expect(secure.requests).toHaveLength(1);
    const stranger = await readFile((await strangersCertificates()).authority, 'utf8');
    const named = { address: `https://other.localhost:${secure.port}/`, hosts: ['other.localhost'] };
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    for (const settings of [
      { address: secure.url, authorities: stranger },
      { address: secure.url },
      { ...named, authorities, resolve },
      { address: `https://127.0.0.1:${receiver.port}/`, authorities },
    ])
      expect(await failureOf(set(settings))).toMatchObject({ code: 'tls-failed', aftermath: 'untouched' });
    expect(secure.requests).toHaveLength(1);
    expect(receiver.requests).toHaveLength(0);
  });
});

it('a webhook that refuses connections is unreachable, and nothing was changed', async () => {
  const address = `http://127.0.0.1:${await unusedPort()}/`;
  expect(await failureOf(set({ address }))).toMatchObject({ code: 'unreachable', aftermath: 'untouched' });
});

it('a webhook that takes connections and says nothing is given up in time', async () => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  const https = `https://127.0.0.1:${address.port}/`;
  expect(await failureOf(set({ address: https, patience: 300 }))).toMatchObject({
    code: 'unreachable',
    aftermath: 'untouched',
  });
  for (const socket of sockets) socket.destroy();
  server.close();
});

function http(body: string): string {
  return `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

function drip(socket: Socket): void {
  socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n');
  const timer = setInterval(() => socket.write(' '), 50);
  socket.on('close', () => clearInterval(timer)).on('error', () => {});
}
