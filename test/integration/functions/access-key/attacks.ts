import * as z from 'zod';
import { callsTo } from '../../../support/sandbox/calls.ts';
import { startAgedCloud } from '../../../support/stand/aged-cloud.ts';
import { statusOf } from '../../../support/stand/status.ts';
import { storedValue } from '../../../support/stand/stored-value.ts';
import { emergency, rotated } from '../../trust/table/ask.ts';
import {
  type Attack,
  type Attacks,
  type Ground,
  malformed,
  refused,
  type Scene,
} from '../../trust/table/attack.ts';
import { keysOf, prepareKey, type ReadyKey } from './subjects.ts';

const type = 'access-key';
const Made = z.object({ AccessKey: z.object({ AccessKeyId: z.string(), AccessKeySecret: z.string() }) });

/** Two users of RAM with a key and a secret each. */
interface KeyScene extends Scene {
  readonly ready: ReadyKey;
  readonly other: ReadyKey;
  currentOf(of: ReadyKey): Promise<Readonly<Record<string, string>>>;
}

const made = { AccessKeyId: 'LTAI5tMadeUpByMallory1', AccessKeySecret: 'made-up-by-mallory-1234567890' };

const stores = (
  title: string,
  value: (
    scene: KeyScene,
    key: { readonly accessKeyId: string; readonly accessKeySecret: string },
  ) => Promise<object>,
  ends: Attack['ends'] = refused,
  stages?: readonly string[],
): Attack<KeyScene> => ({
  title,
  run: async (scene, { put, key }) => {
    await put(scene.ready.secret, await value(scene, key), stages);
    return rotated(scene, type);
  },
  ends,
});

const putting: Attacks<KeyScene> = [
  stores('the value names the user of somebody else', async ({ other }) => ({
    ...made,
    UserName: other.user,
  })),
  stores('the value has a key of their own, for the user of somebody else', async ({ other }, key) => ({
    AccessKeyId: key.accessKeyId,
    AccessKeySecret: key.accessKeySecret,
    UserName: other.user,
  })),
  stores(
    'the value names the key of somebody else',
    async (scene) => ({
      ...made,
      AccessKeyId: (await scene.currentOf(scene.other)).AccessKeyId,
      UserName: scene.ready.user,
    }),
    { Outcome: 'rotated' },
  ),
  stores(
    'the user carries another parameter',
    async ({ other }) => ({ ...made, UserName: `app&Action=DeleteUser&UserName=${other.user}` }),
    { aftermath: 'untouched' },
  ),
  stores(
    'the pending value names the user of somebody else',
    async ({ other }) => ({ ...made, UserName: other.user }),
    { code: 'secret-malformed', aftermath: 'untouched' },
    ['RotationPending'],
  ),
];

/** A second key of the user, which the secret has never held, and what a tag says of it. */
const claims: Attack<KeyScene> = {
  title: 'a state by which a key of somebody else may be deleted',
  run: async (scene, { tag }) => {
    const { cloud, ready } = scene;
    const { AccessKey } = Made.parse(await cloud.ram('CreateAccessKey', { UserName: ready.user }));
    const mac = 'A'.repeat(22);
    await tag(ready.secret, { 'rotation:state': `disabled/key=${AccessKey.AccessKeyId}/at=0/mac=${mac}` });
    const end = Object(await rotated(scene, type));
    return { ...end, keys: (await keysOf(cloud, ready.user)).map(({ Status }) => Status) };
  },
  ends: { code: 'no-room', aftermath: 'untouched', keys: ['Active', 'Active'] },
};

const tagging: Attacks<KeyScene> = [
  claims,
  {
    title: 'the secret of somebody else as the admin',
    run: async (scene, { tag }) => {
      await tag(scene.ready.secret, { 'rotation:admin-secret': scene.other.secret });
      return rotated(scene, type);
    },
    ends: malformed,
  },
];

/** The pair signs as its user, who has no right to anything. */
const signs: Attack<KeyScene> = {
  title: 'what they sign with it reaches nobody else',
  run: async (scene, { read }) => {
    const { cloud, ready, other } = scene;
    const pair = JSON.parse(await read(ready.secret));
    const { endpoint, regionId } = cloud.sandbox;
    const key = { accessKeyId: pair.AccessKeyId, accessKeySecret: pair.AccessKeySecret };
    const as = (service: 'kms' | 'ram') => callsTo({ endpoint, regionId, ...key }, service);
    const answers = await Promise.all([
      as('kms')('GetSecretValue', { SecretName: other.secret }),
      as('kms')('GetSecretValue', { SecretName: ready.secret }),
      as('ram')('CreateAccessKey', { UserName: other.user }),
      as('ram')('ListAccessKeys', { UserName: other.user }),
    ]);
    return { denied: answers.map((answer) => Object(answer).failed) };
  },
  ends: {
    denied: ['Forbidden.NoPermission', 'Forbidden.NoPermission', 'NoPermission', 'NoPermission'],
  },
};

/** Many a user may look after its own keys: the leaked one makes another. */
const makesAnother: Attack<KeyScene> = {
  title: 'they make a second key of the user with the first one',
  run: async (scene) => {
    const { cloud, ready } = scene;
    await cloud.ram('AttachPolicyToUser', {
      PolicyName: 'AliyunRAMFullAccess',
      PolicyType: 'System',
      UserName: ready.user,
    });
    const pair = await scene.currentOf(ready);
    const { endpoint, regionId } = cloud.sandbox;
    const key = { accessKeyId: pair.AccessKeyId ?? '', accessKeySecret: pair.AccessKeySecret ?? '' };
    const second = Made.parse(
      await callsTo({ endpoint, regionId, ...key }, 'ram')('CreateAccessKey', { UserName: ready.user }),
    );
    const end = Object(await emergency(scene, type));
    return {
      ...end,
      first: (await ready.logIn(JSON.stringify(pair))) === undefined,
      second: (await ready.logIn(JSON.stringify(second.AccessKey))) === undefined,
      status: await statusOf(cloud, ready.secret),
    };
  },
  // It may be of a colleague: it is told, and left to an operator.
  ends: { code: 'not-evicted', first: false, second: true },
};

const ground: Ground<KeyScene> = {
  type,
  strategy: 'two-keys',
  service: 'RAM',
  isThere: () => true,
  prepare: async () => {
    const pair: ReadyKey[] = [];
    const cloud = await startAgedCloud(undefined, async (young) => {
      for (const _ of [1, 2]) pair.push(await prepareKey(young));
    });
    const [ready, other] = pair;
    if (!ready || !other) throw new Error('nothing was prepared');
    const read: KeyScene['currentOf'] = async ({ secret }) => JSON.parse(await storedValue(cloud, secret));
    return {
      cloud,
      ready,
      other,
      admins: [],
      currentOf: read,
      intact: async () => ({ keys: await keysOf(cloud, other.user) }),
      [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose](),
    };
  },
  attacks: {
    put: putting,
    tag: tagging,
    read: [signs],
    server: { absent: 'the server is RAM itself, and only the environment of the function says where it is' },
    receiver: { absent: 'the function sends nothing to a receiver' },
    leak: [makesAnother],
  },
};

export const grounds: readonly Ground[] = [ground];
