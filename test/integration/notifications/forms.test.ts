import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fixedCredentials } from '../../../shared/alibaba/credentials.ts';
import { SecretId } from '../../../shared/engine/rotation/store.ts';
import { deliver } from '../../../shared/notifications/deliver.ts';
import { type Destination, readDestination } from '../../../shared/notifications/destination.ts';
import { formOf } from '../../../shared/notifications/form.ts';
import type { Message } from '../../../shared/notifications/message.ts';
import { MemoryStore } from '../../support/engine/memory-store.ts';
import { message, notice } from '../../support/engine/notice.ts';
import type { Reply } from '../services/webhook/loopback-server.ts';
import { asDingtalk, asEventBridge, asFeishu, asReceiver, asSlack, type Bus } from './accepts.ts';
import { plantText } from './planted.ts';
import { type Call, Robot } from './robot.ts';

const key = 'SEC-the-key-that-both-sides-hold';
const bus: Bus = { name: 'rotations', accessKeyId: 'id', accessKeySecret: 'hush' };
const session: Bus = { ...bus, accessKeyId: 'STS.id', securityToken: 'token' };
const secret = SecretId.parse('ops/robot');
const rotated = message(notice('rotated', 'MyDbCreds', { VersionId: 'v2' }));

let robot: Robot;

beforeEach(async () => {
  robot = await Robot.start();
});
afterEach(() => robot[Symbol.asyncDispose]());

/** Answers may take a moment to be judged; a robot answers at once. */
function judged(judge: (call: Call) => Promise<Reply> | Reply): void {
  robot.answer = (call) => (socket) => {
    Promise.resolve(judge(call)).then((reply) => {
      if (typeof reply === 'function') return reply(socket);
      const body = typeof reply.body === 'object' ? JSON.stringify(reply.body) : (reply.body ?? '');
      const head = `HTTP/1.1 ${reply.status ?? 200} Said\r\ncontent-length: ${Buffer.byteLength(body)}\r\n`;
      socket.end(`${head}connection: close\r\n\r\n${body}`);
    });
  };
}

async function destinationOf(value: object): Promise<Destination> {
  const store = new MemoryStore({ previousFollowsCurrent: true, previousOntoCurrent: 'allow' });
  plantText(store, secret, JSON.stringify(value));
  return readDestination(store, secret, new AbortController().signal);
}

async function send(value: object, sent: Message = rotated, who: Bus = bus): Promise<void> {
  const { accessKeyId, accessKeySecret, securityToken } = who;
  const pair = { accessKeyId, accessKeySecret };
  const credentials = fixedCredentials(securityToken === undefined ? pair : { ...pair, securityToken });
  const form = formOf(await destinationOf(value), sent, credentials);
  const signal = new AbortController().signal;
  await deliver(form, { secret, hosts: ['127.0.0.1'], authorities: undefined, signal });
}

const at = (path: string) => `${robot.url}${path}`;

interface Case {
  readonly form: string;
  readonly value: () => object;
  readonly wrong: () => object;
  readonly judge: (call: Call) => Promise<Reply> | Reply;
  /** What the robot answers to a message with a wrong signature or address, and how that is told. */
  readonly told: RegExp;
}

const cases: readonly Case[] = [
  {
    form: 'dingtalk',
    value: () => ({ Form: 'dingtalk', Url: at('/robot/send?access_token=t0ken'), Key: key }),
    wrong: () => ({ Form: 'dingtalk', Url: at('/robot/send?access_token=t0ken'), Key: 'SEC-other' }),
    judge: (call) => asDingtalk(key, call),
    told: /answered 200 with errcode 310000$/,
  },
  {
    form: 'feishu',
    value: () => ({ Form: 'feishu', Url: at('/open-apis/bot/v2/hook/t0ken'), Key: key }),
    wrong: () => ({ Form: 'feishu', Url: at('/open-apis/bot/v2/hook/t0ken'), Key: 'other' }),
    judge: (call) => asFeishu(key, call),
    told: /answered 200 with code 19021$/,
  },
  {
    form: 'slack',
    value: () => ({ Form: 'slack', Url: at('/services/T0/B0/t0ken') }),
    wrong: () => ({ Form: 'slack', Url: at('/services/T0/B0/0ther') }),
    judge: (call) =>
      call.url.pathname.endsWith('t0ken') ? asSlack(call) : { status: 404, body: 'no_service' },
    told: /answered 404$/,
  },
  {
    form: 'cloudevents',
    value: () => ({ Form: 'cloudevents', Url: at('/events?tenant=1'), Key: key }),
    wrong: () => ({ Form: 'cloudevents', Url: at('/events?tenant=1'), Key: 'other' }),
    judge: asReceiver(key),
    told: /answered 401$/,
  },
  {
    form: 'eventbridge',
    value: () => ({ Form: 'eventbridge', Url: robot.url, BusName: bus.name }),
    wrong: () => ({ Form: 'eventbridge', Url: robot.url, BusName: 'nowhere' }),
    judge: (call) => asEventBridge(bus, call),
    told: /answered 200 with EventBusNotExist$/,
  },
];

describe.each(cases)('the form $form', ({ value, wrong, judge, told }) => {
  it('is taken by a receiver that checks it as documented', async () => {
    judged(judge);
    await send(value());
    expect(robot.calls).toHaveLength(1);
    expect(robot.calls[0]?.body).toContain('MyDbCreds');
  });

  it('is no success where the receiver turns it down, and no word of key or address is in the error', async () => {
    judged(judge);
    const failure = await send(wrong()).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'Undelivered', message: expect.stringMatching(told) });
    for (const word of ['t0ken', '0ther', 'SEC-', 'tenant']) expect(String(failure)).not.toContain(word);
    expect(robot.calls).toHaveLength(1);
  });
});

it('EventBridge takes the keys of a role, whose token is signed with the rest', async () => {
  const judge = cases.find(({ form }) => form === 'eventbridge');
  judged((call) => asEventBridge(session, call));
  await send(judge?.value() ?? {}, rotated, session);
  expect(robot.calls[0]?.headers).toMatchObject({ 'x-acs-accesskey-id': 'STS.id' });
  judged((call) => asEventBridge({ ...session, securityToken: 'another' }, call));
  await expect(send(judge?.value() ?? {}, rotated, session)).rejects.toThrow(/answered 403$/);
});

it('a robot without a key is told without a signature', async () => {
  robot.answer = () => ({ body: { errcode: 0 } });
  await send({ Form: 'dingtalk', Url: at('/robot/send?access_token=t') });
  expect(robot.calls[0]?.url.search).toBe('?access_token=t');
  robot.answer = () => ({ body: { StatusCode: 0, StatusMessage: 'success' } });
  await send({ Form: 'feishu', Url: at('/hook/t') });
  expect(JSON.parse(robot.calls[1]?.body ?? '')).not.toHaveProperty('sign');
});

describe('a CloudEvent', () => {
  const sent = async (of: Message) => {
    robot.answer = () => ({ status: 204 });
    await send({ Form: 'cloudevents', Url: at('/events'), Key: key }, of);
    return JSON.parse(robot.calls.at(-1)?.body ?? '');
  };

  it('of one secret has its kind for a type and its name for a subject', async () => {
    expect(await sent(rotated)).toEqual({
      specversion: '1.0',
      id: 'message-1',
      source: '/secret-rotation-functions/rds-mysql',
      type: 'secret-rotation.rotated',
      subject: 'MyDbCreds',
      time: '2026-11-25T02:00:01.000Z',
      datacontenttype: 'application/json',
      data: {
        Counts: { rotated: 1 },
        Notices: [
          { Kind: 'rotated', At: '2026-11-25T02:00:00.000Z', SecretId: 'MyDbCreds', VersionId: 'v2' },
        ],
        Rest: {},
        Type: 'rds-mysql',
        Environment: 'production',
        Region: 'cn-hangzhou',
      },
    });
  });

  it('of several is a digest, the most urgent first', async () => {
    const digest = await sent(message(notice('rotated', 'A'), notice('failed', 'B'), notice('stopped', 'C')));
    expect(digest.type).toBe('secret-rotation.digest');
    expect(digest).not.toHaveProperty('subject');
    expect(digest.data.Notices.map(({ SecretId: name }: { SecretId: string }) => name)).toEqual([
      'C',
      'B',
      'A',
    ]);
  });

  it('of a thousand stays below what a bus takes, and counts those it leaves out', async () => {
    const many = Array.from({ length: 1_000 }, (_, index) =>
      notice(index === 999 ? 'failed' : 'rotated', `Secret-${index}`, { Message: 'x'.repeat(300) }),
    );
    const event = await sent(message(...many));
    expect(robot.calls.at(-1)?.body.length).toBeLessThan(64 * 1_024);
    expect(event.data.Counts).toEqual({ failed: 1, rotated: 999 });
    expect(event.data.Notices.length).toBeGreaterThan(50);
    expect(event.data.Notices[0]).toMatchObject({ SecretId: 'Secret-999' });
  });

  it('holds no field but those of its schema', async () => {
    const { digest, ...rest } = rotated;
    const [only] = digest.Notices;
    const stray = { ...only, Value: 'canary-value' };
    const planted = { ...rest, digest: { ...digest, Notices: only ? [{ ...only, ...stray }] : [] } };
    expect(JSON.stringify(await sent(planted))).not.toContain('canary');
  });
});

describe('the secret that says whom to tell', () => {
  it.each<[string, object | string, RegExp]>([
    ['no JSON', 'canary-text', /the whole/],
    ['an unknown form', { Form: 'canary-form', Url: 'https://a.example/' }, /Form/],
    ['no address', { Form: 'slack' }, /Url/],
    ['an address that is none', { Form: 'slack', Url: 'canary-address' }, /Url/],
    ['no key where one is needed', { Form: 'cloudevents', Url: 'https://a.example/' }, /Key/],
    ['no bus', { Form: 'eventbridge', Url: 'https://a.example/' }, /BusName/],
  ])('with %s is malformed, and the error names paths alone', async (_, value, path) => {
    const store = new MemoryStore({ previousFollowsCurrent: true, previousOntoCurrent: 'allow' });
    plantText(store, secret, typeof value === 'string' ? value : JSON.stringify(value));
    const failure = await readDestination(store, secret, new AbortController().signal).catch(
      (error) => error,
    );
    expect(failure).toMatchObject({ code: 'secret-malformed', message: expect.stringMatching(path) });
    expect(String(failure)).not.toContain('canary');
  });
});
