import { expect } from 'vitest';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import { signatureHeaders } from '../../../../shared/services/webhook/signature.ts';
import { startAgedCloud } from '../../../support/stand/aged-cloud.ts';
import { storedValue } from '../../../support/stand/stored-value.ts';
import type { ReadySecret } from '../../../support/stand/subject.ts';
import { key, Receiver, type Reply } from '../../services/webhook/receiver.ts';
import { rotated } from '../../trust/table/ask.ts';
import {
  type Attack,
  type Attacks,
  type Ground,
  malformed,
  refused,
  type Scene,
} from '../../trust/table/attack.ts';
import { subjects } from './subjects.ts';
import { passwordsOf, startHook } from './webhook-subject.ts';

const type = 'generic';

/** Left out where no Redis can be had, except in CI. */
const hasRedis = (await subjects([])).some(({ strategy }) => strategy === 'webhook');

/** Two users of one Redis, which one receiver looks after. */
interface WebhookScene extends Scene {
  readonly hook: Awaited<ReturnType<typeof startHook>>;
}

const currentOf = async ({ cloud, ready }: Scene) => JSON.parse(await storedValue(cloud, ready.secret));

const putting: Attacks<WebhookScene> = [
  {
    title: 'the value names the account of somebody else',
    run: async (scene, { put }) => {
      await put(scene.ready.secret, { AccountName: 'other', AccountPassword: 'Made-up-1', Shard: 7 });
      return rotated(scene, type);
    },
    ends: refused,
  },
  {
    title: 'the value names a receiver of their own',
    run: async (scene, { put }) => {
      await using own = await Receiver.start();
      const { secret } = scene.ready;
      const says = { Webhook: own.url, Address: own.url, SecretId: scene.other.secret, Step: 'finishSecret' };
      await put(secret, { ...(await currentOf(scene)), ...says });
      const end = Object(await rotated(scene, type));
      return { ...end, heard: own.requests.length + own.unsigned };
    },
    ends: { Outcome: 'rotated', heard: 0 },
  },
];

const says = (title: string, tags: Readonly<Record<string, string>>): Attack<WebhookScene> => ({
  title,
  run: async (scene, { tag }) => {
    await tag(scene.ready.secret, tags);
    return rotated(scene, type);
  },
  ends: malformed,
});

const tagging: Attacks<WebhookScene> = [
  says('a password below the floor', { 'rotation:password': 'length=8' }),
  says('the key of the receiver as the admin', { 'rotation:admin-secret': 'redis-hook-key' }),
  {
    title: 'the receiver of somebody else',
    run: async (scene, { tag }) => {
      await using theirs = await Receiver.start();
      const { cloud, ready, other } = scene;
      await cloud.createSecret('key-of-theirs', key);
      cloud.configure({
        webhooks: { theirs: { address: theirs.url, key: 'key-of-theirs', secrets: [other.secret] } },
      });
      await tag(ready.secret, { 'rotation:webhook': 'theirs' });
      const end = Object(await rotated(scene, type));
      return { ...end, heard: theirs.requests.length + theirs.unsigned };
    },
    ends: { ...malformed, heard: 0 },
  },
];

/** Whoever has a value knows where the receiver is, and sends it a step of the other one. */
const sends: Attack<WebhookScene> = {
  title: 'with what they read they sign a call of the receiver',
  run: async (scene, { read }) => {
    const { AccountPassword } = JSON.parse(await read(scene.ready.secret));
    const url = new URL(scene.hook.address);
    const Value = JSON.stringify({ AccountName: 'other', AccountPassword: 'Made-up-1' });
    const body = JSON.stringify({
      Step: 'setSecret',
      SecretId: scene.other.secret,
      VersionId: 'v1',
      Value,
      CurrentValue: Value,
    });
    const statuses: number[] = [];
    for (const known of [AccountPassword, JSON.stringify({ AccountPassword }), 'redis-hook-key']) {
      const headers = signatureHeaders(new Sensitive(known), { url, body, now: Date.now(), nonce: 'n' });
      statuses.push((await fetch(url, { method: 'POST', body, headers })).status);
    }
    return { statuses };
  },
  ends: { statuses: [401, 401, 401] },
};

/** The receiver of the attacked secret is one that answers as it likes. */
const answers = (
  title: string,
  reply: (scene: WebhookScene, theirs: Receiver) => Reply | Promise<Reply>,
  ends: Attack['ends'],
  tags: Readonly<Record<string, string>> = {},
): Attack<WebhookScene> => ({
  title,
  run: async (scene) => {
    await using hostile = await Receiver.start();
    await using theirs = await Receiver.start();
    const { cloud, ready } = scene;
    const answer = await reply(scene, theirs);
    hostile.answer = () => answer;
    await cloud.createSecret('key-of-hostile', key);
    cloud.configure({
      webhooks: { redis: { address: hostile.url, key: 'key-of-hostile', secrets: [ready.secret] } },
    });
    if ('rotation:value' in tags)
      await cloud.call('UntagResource', { SecretName: ready.secret, TagKeys: '["rotation:fields"]' });
    await cloud.tag(ready.secret, { 'rotation:grace': '0m:accepted', ...tags });
    const end = Object(await rotated(scene, type));
    const values = [storedValue(cloud, scene.other.secret), storedValue(cloud, 'redis-hook-key')];
    const sent = JSON.stringify(hostile.requests) + JSON.stringify(hostile.headers);
    const known = [...(await Promise.all(values)).flatMap(partsOf), ...keysOf(scene)];
    return {
      ...end,
      calls: hostile.requests.length > 0,
      passedOn: theirs.requests.length + theirs.unsigned,
      heard: known.filter((one) => sent.includes(one)),
    };
  },
  ends: { ...ends, calls: true, passedOn: 0, heard: [] },
});

const partsOf = (value: string): string[] =>
  value.startsWith('{') ? [String(JSON.parse(value).AccountPassword)] : [value];

/** What the function itself signs with. */
const keysOf = ({ cloud }: Scene): string[] => [
  cloud.sandbox.accessKeySecret,
  ...cloud.sandbox.audit.records.flatMap(({ userIdentity }) =>
    userIdentity?.type === 'assumed-role' ? (userIdentity.accessKeyId ?? []) : [],
  ),
];

const receiving: Attacks<WebhookScene> = [
  answers(
    'it redirects to the receiver of somebody else',
    (_, theirs) => ({ status: 307, headers: { location: theirs.url } }),
    { code: expect.any(String), aftermath: 'untouched' },
  ),
  answers(
    'it redirects to the address of metadata',
    () => ({ status: 302, headers: { location: 'http://100.100.100.200/latest/meta-data/ram/' } }),
    { code: expect.any(String), aftermath: 'untouched' },
  ),
  answers('it answers without end', () => ({ body: 'x'.repeat(4_000_000) }), {
    code: 'unreachable',
    message: expect.stringContaining('64 KB'),
  }),
  answers(
    'it makes a value of the account of somebody else',
    () => ({ body: { Value: JSON.stringify({ AccountPassword: 'Made-up-1', AccountName: 'other' }) } }),
    { code: 'secret-malformed' },
    { 'rotation:value': 'webhook' },
  ),
];

export const webhookGround: Ground<WebhookScene> = {
  type,
  strategy: 'webhook',
  service: 'redis',
  isThere: () => hasRedis,
  prepare: async () => {
    let hook: WebhookScene['hook'] | undefined;
    const pair: ReadySecret[] = [];
    const cloud = await startAgedCloud(undefined, async (young) => {
      hook = await startHook(young);
      for (const user of ['app', 'other']) pair.push(await hook.plant(user));
    });
    const [ready, other] = pair;
    if (!hook || !ready || !other) throw new Error('nothing was prepared');
    const { redis } = hook;
    const own = hook;
    return {
      cloud,
      hook,
      ready,
      other,
      admins: ['redis-hook-key'],
      intact: async () => ({ passwords: await passwordsOf(redis, 'other') }),
      [Symbol.asyncDispose]: async () => {
        await own[Symbol.asyncDispose]();
        await cloud[Symbol.asyncDispose]();
      },
    };
  },
  attacks: {
    put: putting,
    tag: tagging,
    read: [sends],
    server: { absent: 'what the function talks to is the receiver, which has a row of its own' },
    receiver: receiving,
  },
};
