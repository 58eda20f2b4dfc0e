import { startAgedCloud } from '../../../support/stand/aged-cloud.ts';
import type { ReadySecret } from '../../../support/stand/subject.ts';
import { rotated } from '../../trust/table/ask.ts';
import { type Attack, type Ground, malformed, type Scene } from '../../trust/table/attack.ts';
import { startGreedy } from '../../trust/table/greedy-server.ts';
import { none as subject } from './subjects.ts';

const type = 'generic';

/** A value by which another strategy would log in somewhere. */
const opens: Attack = {
  title: 'the value leads to a server of their own',
  run: async (scene, { put }) => {
    await using greedy = await startGreedy('postgresql');
    const { secret } = scene.ready;
    const { host: Endpoint, port: Port } = greedy;
    await put(secret, { AccountName: 'app', AccountPassword: 'Made-up-1', Endpoint, Port });
    return { ...Object(await rotated(scene, type)), clients: greedy.clients };
  },
  ends: { ...malformed, clients: 0 },
};

const says = (title: string, tags: Readonly<Record<string, string>>): Attack => ({
  title,
  run: async (scene, { tag }) => {
    await tag(scene.ready.secret, tags);
    return rotated(scene, type);
  },
  ends: malformed,
});

const unused = 'nothing accepts the value, so that it opens nothing';

/** A value that is installed nowhere, which leaves little to attack. */
export const none: Ground = {
  type,
  strategy: 'none',
  service: 'nothing',
  isThere: () => true,
  prepare: async (): Promise<Scene> => {
    const pair: ReadySecret[] = [];
    const cloud = await startAgedCloud(undefined, async (young) => {
      for (const _ of [1, 2]) pair.push(await subject.prepare(young));
    });
    const [ready, other] = pair;
    if (!ready || !other) throw new Error('nothing was prepared');
    const intact = async () => ({});
    return {
      cloud,
      ready,
      other,
      admins: [],
      intact,
      [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose](),
    };
  },
  attacks: {
    put: [opens],
    tag: [
      says('a password below the floor', { 'rotation:value': 'password', 'rotation:password': 'length=8' }),
      says('random bytes that are too few', { 'rotation:value': 'hex:bytes=8' }),
      says('a value that a receiver makes', { 'rotation:value': 'webhook' }),
    ],
    read: { absent: unused },
    server: { absent: 'the value names no server' },
    receiver: { absent: 'the function sends nothing to a receiver' },
    leak: { absent: unused },
  },
};
