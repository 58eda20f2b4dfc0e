import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject } from 'vitest';
import { type SshServer, startSshd } from '../../../support/servers/sshd.ts';
import { startAgedCloud } from '../../../support/stand/aged-cloud.ts';
import {
  byKey,
  byPassword,
  enter,
  getsIn,
  type KnownKey,
  makeKey,
} from '../../../support/stand/ssh-client.ts';
import { storedValue } from '../../../support/stand/stored-value.ts';
import type { ReadySecret } from '../../../support/stand/subject.ts';
import { emergency, rotated } from '../../trust/table/ask.ts';
import {
  type Attack,
  type Attacks,
  type Ground,
  malformed,
  refused,
  type Scene,
} from '../../trust/table/attack.ts';
import { fingerprint, placeOf } from './ssh-scene.ts';
import { plantKey, plantPassword, storeAdmin } from './ssh-subjects.ts';

const type = 'generic';

type Kind = 'ssh-key' | 'ssh-password';

/** Two accounts of one server with a secret each, and root, who could change both. */
interface SshScene extends Scene {
  readonly server: SshServer;
  /** One of the attacker's own. */
  readonly hostile: SshServer;
  readonly account: string;
  readonly victim: string;
  /** A value that the attacker knows all of. */
  made(at: SshServer, account: string): Readonly<Record<string, unknown>>;
  readonly key: KnownKey;
}

const grounds: readonly { readonly kind: Kind; readonly actor: 'itself' | 'admin' }[] = [
  { kind: 'ssh-key', actor: 'itself' },
  { kind: 'ssh-password', actor: 'itself' },
  { kind: 'ssh-password', actor: 'admin' },
];

/** One server of the victims and one of the attacker, for all scenes: each has accounts of its own. */
const servers = { opened: undefined as ReturnType<typeof openServers> | undefined, scenes: 0 };

async function openServers() {
  const settings = ['LogLevel DEBUG3'];
  const [server, hostile, root] = await Promise.all([
    startSshd({ settings }),
    startSshd({ settings }),
    makeKey(),
  ]);
  await server.addAccount('root', { authorizedKeys: `${root.line}\n` });
  return { server, hostile, root };
}

async function closeServers(): Promise<void> {
  const opened = await servers.opened;
  servers.opened = undefined;
  await opened?.server[Symbol.asyncDispose]();
  await opened?.hostile[Symbol.asyncDispose]();
}

async function start(kind: Kind, actor: 'itself' | 'admin'): Promise<SshScene> {
  servers.opened ??= openServers();
  const { server, hostile, root } = await servers.opened;
  servers.scenes += 1;
  const [account, victim] = [`app${servers.scenes}`, `other${servers.scenes}`];
  const key = await makeKey();
  const pair: ReadySecret[] = [];
  const cloud = await startAgedCloud(undefined, async (young) => {
    await storeAdmin(young, server, root);
    for (const name of [account, victim])
      pair.push(
        kind === 'ssh-key'
          ? await plantKey(young, server, name)
          : await plantPassword(young, server, name, actor === 'admin' ? root : undefined),
      );
  });
  const [ready, other] = pair;
  if (!ready || !other) throw new Error('nothing was prepared');
  const shell = (words: string) => server.run(['sh', '-c', `${words} 2>/dev/null; true`]);
  return {
    cloud,
    server,
    hostile,
    account,
    victim,
    ready,
    other,
    key,
    admins: ['Admin'],
    made: (at, name) => ({
      ...placeOf(at, name),
      ...(kind === 'ssh-key'
        ? { PrivateKey: key.privateKey, PublicKey: key.line }
        : { AccountPassword: madeUp }),
    }),
    intact: async () => ({
      'the passwords of others': await shell(`grep -E '^(root|${victim}):' /etc/shadow /etc/passwd`),
      'the keys of others': await shell(`cat /home/root/.ssh/* /home/${victim}/.ssh/*`),
      'what only root may write': await shell('ls -l /etc/pwned'),
    }),
    [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose](),
  };
}

const stores = (
  title: string,
  value: (scene: SshScene) => Readonly<Record<string, unknown>>,
  ends: Attack['ends'],
  stages?: readonly string[],
): Attack<SshScene> => ({
  title,
  run: async (scene, { put }) => {
    await put(scene.ready.secret, value(scene), stages);
    return rotated(scene, type);
  },
  ends,
});

/** A server on which the attacker knows an account, as the value would have it. */
const leads: Attack<SshScene> = {
  title: 'the value leads to a server of their own',
  run: async (scene, { put }) => {
    const { cloud, ready, hostile, account } = scene;
    await hostile.addAccount(account, { authorizedKeys: `${scene.key.line}\n`, password: madeUp });
    await put(ready.secret, scene.made(hostile, account));
    const end = Object(await rotated(scene, type));
    const said = await readFile(hostile.log, 'utf8');
    const real = await storedValue(cloud, ready.secret, 'v0');
    const { PublicKey } = JSON.parse(real);
    return {
      ...end,
      hasCome: said.includes(`userauth-request for user ${account} `),
      // Of the admin, and of the key from before.
      seen: ['for user root', ...(PublicKey ? [fingerprint(PublicKey)] : [])].filter((one) =>
        said.includes(one),
      ),
      // What was there before is as it was.
      refusal: await ready.logIn?.(real),
    };
  },
  ends: { hasCome: true, seen: [], refusal: undefined },
};

const madeUp = 'Made-up-1_by-mallory';
const shell = `app;touch$\{IFS}/etc/pwned`;

function putting(kind: Kind): Attacks<SshScene> {
  return [
    stores(
      'the value names the account of somebody else',
      ({ made, server, victim }) => made(server, victim),
      refused,
    ),
    stores('the value names the account of the admin', ({ made, server }) => made(server, 'root'), refused),
    stores(
      'the name carries a command',
      ({ made, server }) => made(server, `$(touch\${IFS}/etc/pwned)`),
      refused,
    ),
    stores('the name carries another command', ({ made, server }) => made(server, shell), refused),
    stores(
      'the pending value names the account of somebody else',
      ({ made, server, victim }) => made(server, victim),
      { code: 'secret-malformed', aftermath: 'untouched' },
      ['RotationPending'],
    ),
    ...(kind === 'ssh-password'
      ? [
          stores(
            'the password carries a line for another account',
            ({ made, server, account, victim }) => ({
              ...made(server, account),
              AccountPassword: `x\n${victim}:Made-up-1`,
            }),
            { code: 'secret-malformed', aftermath: 'untouched' },
          ),
        ]
      : []),
    leads,
  ];
}

const says = (
  title: string,
  tags: (scene: SshScene) => Readonly<Record<string, string>>,
  ends: Attack['ends'] = malformed,
): Attack<SshScene> => ({
  title,
  run: async (scene, { tag }) => {
    await tag(scene.ready.secret, tags(scene));
    const end = Object(await rotated(scene, type));
    return { ...end, opens: await scene.ready.logIn?.(await storedValue(scene.cloud, scene.ready.secret)) };
  },
  ends: { ...ends, opens: undefined },
});

function tagging(kind: Kind): Attacks<SshScene> {
  const common = [
    says('nothing to be installed, and the value to be made anew', () => ({
      'rotation:strategy': 'none',
      'rotation:fields': kind === 'ssh-key' ? 'PrivateKey' : 'AccountPassword',
    })),
  ];
  if (kind === 'ssh-key')
    return [
      ...common,
      says('the secret of somebody else as the admin', ({ other }) => ({
        'rotation:admin-secret': other.secret,
      })),
    ];
  return [
    ...common,
    says('a password below the floor', () => ({ 'rotation:password': 'length=8' })),
    says(
      'the secret of somebody else as the admin',
      ({ other }) => ({ 'rotation:admin-secret': other.secret }),
      { code: expect.any(String), aftermath: 'untouched' },
    ),
  ];
}

/** Whoever is logged in sees the processes of the server, and the files that are not kept from them. */
function watches(kind: Kind): Attack<SshScene> {
  return {
    title: 'logged in with it they watch the rotation of somebody else, and try for their account',
    run: async (scene, { read }) => {
      const { server, ready, other, cloud, account, victim } = scene;
      const { PrivateKey, AccountPassword } = JSON.parse(await read(ready.secret));
      const credential =
        kind === 'ssh-key' ? byKey({ privateKey: PrivateKey, line: '' }) : byPassword(AccountPassword);
      await using session = await enter(server, account, credential);
      const tries = [
        'cat /etc/shadow',
        `cat /home/${victim}/.ssh/authorized_keys`,
        `echo ${victim}:Made-up-1 | chpasswd`,
        'touch /etc/pwned',
      ];
      const codes: number[] = [];
      for (const words of tries) codes.push((await session.run(words)).code === 0 ? 0 : 1);
      const before = await storedValue(cloud, other.secret);
      const watching = session.run(
        'n=0; while [ $n -lt 150 ]; do cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ /tmp/* 2>/dev/null; n=$((n+1)); sleep 0.01; done',
      );
      const end = Object(await rotated({ ...scene, ready: other }, type));
      const seen = (await watching).stdout.toString();
      const values = [before, await storedValue(cloud, other.secret)].flatMap(other.privateParts);
      return { ...end, codes, saw: seen.length > 1_000, seen: values.filter((one) => seen.includes(one)) };
    },
    ends: { Outcome: 'rotated', codes: [1, 1, 1, 1], saw: true, seen: [] },
    rotatesOther: true,
  };
}

/** The server is another one under the same address: its host key tells. */
const replaced: Attack<SshScene> = {
  title: 'it stands where the server was, with a host key of its own',
  run: async (scene) => {
    const { cloud, ready, account, hostile } = scene;
    await hostile.addAccount(account, { password: madeUp });
    for (const secret of [ready.secret, 'Admin']) {
      const value = { ...JSON.parse(await storedValue(cloud, secret)), Port: hostile.port };
      const SecretData = JSON.stringify(value);
      await cloud.call('PutSecretValue', { SecretName: secret, VersionId: 'moved', SecretData });
    }
    const end = Object(await rotated(scene, type));
    const said = await readFile(hostile.log, 'utf8');
    return {
      ...end,
      hasCome: said.includes('Connection from'),
      asked: said.includes(`userauth-request for user ${account} `),
    };
  },
  movesAdmins: true,
  ends: { code: 'host-key-differs', aftermath: 'untouched', hasCome: true, asked: false },
};

/** A way in that no version of the secret knows. */
function addsAWay(kind: Kind, actor: 'itself' | 'admin'): Attack<SshScene> {
  return kind === 'ssh-key'
    ? {
        title: 'they put a key of their own beside it',
        run: async (scene) => {
          const { server, key, account } = scene;
          await appendFile(join(server.home(account), '.ssh/authorized_keys'), `${key.line} mallory\n`);
          const end = Object(await emergency(scene, type));
          return { ...end, getsIn: await getsIn(server, account, byKey(key)) };
        },
        // The line may be of another secret of the account: it is told, and left to an operator.
        ends: { code: 'not-evicted', getsIn: true },
      }
    : {
        title: 'they change the password',
        run: async (scene) => {
          const { server, account } = scene;
          await server.run(['chpasswd'], `${account}:Of-a-thief-1\n`);
          const end = Object(await emergency(scene, type, account));
          return { ...end, getsIn: await getsIn(server, account, byPassword('Of-a-thief-1')) };
        },
        ends:
          actor === 'admin'
            ? { Outcome: 'evicted', getsIn: false }
            : { code: 'refused', aftermath: 'untouched', getsIn: true },
      };
}

export const sshGrounds: readonly Ground<SshScene>[] = grounds.map(({ kind, actor }) => ({
  type,
  strategy: kind,
  service: `openssh, by ${actor}`,
  isThere: () => inject('hasSshd'),
  close: closeServers,
  prepare: () => start(kind, actor),
  attacks: {
    put: putting(kind),
    tag: tagging(kind),
    read: [watches(kind)],
    server: [replaced],
    receiver: { absent: 'this strategy sends nothing to a receiver' },
    leak: [addsAWay(kind, actor)],
  },
}));
