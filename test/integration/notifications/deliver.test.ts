import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SecretId } from '../../../shared/engine/rotation/store.ts';
import { type Delivery, deliver } from '../../../shared/notifications/deliver.ts';
import { feishu } from '../../../shared/notifications/feishu.ts';
import type { Form } from '../../../shared/notifications/message.ts';
import { signedEvent } from '../../../shared/notifications/signed-event.ts';
import { startDeadline } from '../../../shared/runtime/deadline.ts';
import { Sensitive } from '../../../shared/runtime/sensitive.ts';
import { message, notice } from '../../support/engine/notice.ts';
import { serverCertificates, strangersCertificates } from '../../support/servers/certificates.ts';
import { unusedPort } from '../../support/servers/unused-port.ts';
import { patience } from '../../support/stand/patience.ts';
import { stretched } from '../../support/stand/stretched.ts';
import type { Reply } from '../services/webhook/loopback-server.ts';
import { Robot } from './robot.ts';

const key = new Sensitive('canary-key-that-both-sides-hold');
const sent = message(notice('failed', 'MyDbCreds', { Code: 'unreachable' }));
const taken: Reply = { body: { code: 0 } };

let robot: Robot;

beforeEach(async () => {
  robot = await Robot.start();
});
afterEach(() => robot[Symbol.asyncDispose]());

const chat = (address = `${robot.url}/hook/canary-token`): Form => feishu(new Sensitive(address), key, sent);
const event = (): Form => signedEvent(new Sensitive(`${robot.url}/canary-token`), key, sent);

const settings = (more: Partial<Delivery> = {}): Delivery => ({
  secret: SecretId.parse('ops/robot'),
  hosts: ['127.0.0.1'],
  authorities: undefined,
  signal: new AbortController().signal,
  patience,
  ...more,
});

async function failureOf(form: Form, more: Partial<Delivery> = {}): Promise<unknown> {
  return deliver(form, settings(more)).then(
    () => Promise.reject(new Error('it was delivered')),
    (error: unknown) => error,
  );
}

describe('an answer', () => {
  it.each<[string, Reply, RegExp]>([
    ['200 with an error', { body: { code: 9499, msg: 'canary-said' } }, /answered 200 with code 9499$/],
    ['200 with a page', { body: '<p>canary-said</p>' }, /answered 200 with code missing$/],
    ['200 with nothing', {}, /answered 200 with code missing$/],
    ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, /redirects \(302\)$/],
    ['400', { status: 400, body: 'canary-said' }, /answered 400$/],
    ['500', { status: 500 }, /answered 500$/],
    ['1 MB', { body: 'x'.repeat(1_024 * 1_024) }, /longer than 64 KB/],
    ['no HTTP', (socket) => socket.end('canary-said\r\n\r\n'), /no complete answer/],
    ['nothing, and the end', (socket) => socket.destroy(), /no complete answer/],
    ['silence', () => {}, /no answer in time/],
    ['a byte now and then', drip, /no answer in time/],
  ])(
    'of %s is a failure of one attempt, without a word of key, address or answer',
    async (_, reply, told) => {
      robot.answer = () => reply;
      // A slow machine takes its time with 1 MB: only an answer that never ends is given up.
      const failure = await failureOf(chat(), told.source.includes('in time') ? { patience: 500 } : {});
      expect(failure).toMatchObject({ name: 'Undelivered', message: expect.stringMatching(told) });
      expect(robot.calls).toHaveLength(1);
      const printed = inspect(failure, { depth: 12, showHidden: true });
      expect(printed).not.toContain('canary');
    },
  );
});

describe('another attempt', () => {
  it.each([429, 502, 503, 504])('follows %i, with a signature of its own', async (status) => {
    robot.answer = (_, count) => (count === 1 ? { status } : { status: 204 });
    await deliver(event(), settings());
    expect(robot.calls).toHaveLength(2);
    const [first, second] = robot.calls;
    expect(second?.body).toBe(first?.body);
    expect(second?.headers['x-rotation-nonce']).not.toBe(first?.headers['x-rotation-nonce']);
  });

  it('waits as long as the receiver asks', async () => {
    const order: string[] = [];
    robot.answer = (_, count) => {
      order.push(`request ${count}`);
      if (count > 1) return taken;
      setTimeout(() => order.push('the time is over'), 1_000);
      return { status: 429, headers: { 'retry-after': '1' } };
    };
    await deliver(chat(), settings());
    expect(order).toEqual(['request 1', 'the time is over', 'request 2']);
  });

  it('is given up where the receiver asks for more patience than there is time', async () => {
    robot.answer = () => ({ status: 503, headers: { 'retry-after': '600' } });
    using deadline = startDeadline(stretched(2_000), 0);
    const failure = await failureOf(chat(), { signal: deadline.signal });
    expect(failure).toMatchObject({ message: expect.stringMatching(/kept answering 503$/) });
    expect(deadline.signal.aborted).toBe(false);
    expect(robot.calls).toHaveLength(1);
  });

  it('is not made for ever', async () => {
    robot.answer = () => ({ status: 503 });
    using deadline = startDeadline(30_000, 0);
    await failureOf(chat(), { signal: deadline.signal });
    expect(robot.calls.length).toBeLessThan(8);
  });

  it('finds a receiver that was about to start', async () => {
    const port = await unusedPort();
    const delivering = deliver(chat(`http://127.0.0.1:${port}/`), settings());
    await new Promise((resolve) => setTimeout(resolve, 150));
    await using late = await Robot.start(undefined, port);
    late.answer = () => taken;
    await delivering;
    expect(late.calls).toHaveLength(1);
  });

  it('follows a lost answer where a repeated message is known for one, and not where people would read it twice', async () => {
    robot.answer = (_, count) => (count === 1 ? (socket) => socket.destroy() : { status: 204 });
    await deliver(event(), settings());
    expect(robot.calls).toHaveLength(2);
    robot.answer = () => (socket) => socket.destroy();
    await failureOf(chat());
    expect(robot.calls).toHaveLength(3);
  });

  it('ends with the invocation', async () => {
    const controller = new AbortController();
    robot.answer = () => () => controller.abort();
    await failureOf(chat(), { signal: controller.signal, patience });
    expect(robot.calls).toHaveLength(1);
  });
});

describe('an address', () => {
  it('inside the network is not called unless it is named, and the error says where it stands', async () => {
    const failure = await failureOf(chat(), { hosts: [] });
    expect(failure).toMatchObject({
      code: 'policy-malformed',
      message: expect.stringContaining('ops/robot'),
    });
    expect(String(failure)).toContain('ROTATION_WEBHOOK_HOSTS');
    expect(String(failure)).not.toContain('canary');
    expect(robot.calls).toEqual([]);
  });

  it('is not called where only others are named', async () => {
    expect(await failureOf(chat(), { hosts: ['hooks.localhost'] })).toMatchObject({
      code: 'policy-malformed',
    });
    expect(robot.calls).toEqual([]);
  });

  it('is called where its name was first resolved to, whatever it resolves to later', async () => {
    robot.answer = (_, count) => (count === 1 ? { status: 503 } : taken);
    let asked = 0;
    const resolve = async () => {
      asked += 1;
      return [{ address: asked === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }];
    };
    await deliver(
      chat(`http://hooks.localhost:${robot.port}/`),
      settings({ hosts: ['hooks.localhost'], resolve }),
    );
    expect(robot.calls).toHaveLength(2);
    expect(asked).toBe(1);
  });
});

describe('TLS', () => {
  it('is verified, by public authorities and the one that the operator names', async () => {
    const { authority, certificate, key: file } = await serverCertificates();
    const tls = { cert: await readFile(certificate, 'utf8'), key: await readFile(file, 'utf8') };
    await using secure = await Robot.start(tls);
    secure.answer = () => taken;
    const authorities = await readFile(authority, 'utf8');
    await deliver(chat(secure.url), settings({ authorities }));
    expect(secure.calls).toHaveLength(1);
    const stranger = await readFile((await strangersCertificates()).authority, 'utf8');
    const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
    const named = { hosts: ['other.localhost'], resolve, authorities };
    for (const [address, more] of [
      [secure.url, { authorities: stranger }],
      [secure.url, {}],
      [`https://other.localhost:${secure.port}/`, named],
      [`https://127.0.0.1:${robot.port}/`, { authorities }],
    ] as const)
      expect(await failureOf(chat(address), more)).toMatchObject({ name: 'Undelivered' });
    expect(secure.calls).toHaveLength(1);
    expect(robot.calls).toEqual([]);
  });
});

function drip(socket: Socket): void {
  socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n');
  const timer = setInterval(() => socket.write(' '), 50);
  socket.on('close', () => clearInterval(timer)).on('error', () => {});
}
