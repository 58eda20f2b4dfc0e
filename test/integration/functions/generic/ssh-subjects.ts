import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { type SshServer, startSshd } from '../../../support/servers/sshd.ts';
import type { Cloud } from '../../../support/stand/cloud.ts';
import { malformedFields } from '../../../support/stand/malformed-fields.ts';
import { patience } from '../../../support/stand/patience.ts';
import { byKey, byPassword, enter, type KnownKey, makeKey } from '../../../support/stand/ssh-client.ts';
import {
  type OpenSession,
  type ReadySecret,
  type Subject,
  straight,
  type Through,
} from '../../../support/stand/subject.ts';
import { keyLogin, keysIn, passwordLogin, placeOf } from './ssh-scene.ts';

const Private = z.object({ PrivateKey: z.string().optional(), AccountPassword: z.string().optional() });
const common = { type: 'generic', service: 'openssh', issues: false, locks: true, ownServer: true } as const;

const key: Subject = {
  ...common,
  strategy: 'ssh-key',
  actor: 'itself',
  dual: true,
  admins: false,
  malformed: malformed('PrivateKey'),
  prepare: async (cloud, through = straight) => {
    const { server, reached } = await start(through);
    return withItsServer(server, await plantKey(cloud, server, 'app', reached));
  },
};

const password = (actor: 'itself' | 'admin'): Subject => ({
  ...common,
  strategy: 'ssh-password',
  actor,
  dual: false,
  admins: true,
  malformed: malformed('AccountPassword'),
  prepare: async (cloud, through = straight) => {
    const { server, reached } = await start(through);
    const admin = actor === 'admin' ? await plantAdmin(cloud, server, reached) : undefined;
    return withItsServer(server, await plantPassword(cloud, server, 'app', admin, reached));
  },
});

const withItsServer = (server: SshServer, ready: ReadySecret): ReadySecret => ({
  ...ready,
  [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
});

/** An account that logs in by a key, and its secret. */
export async function plantKey(
  cloud: Cloud,
  server: SshServer,
  account: string,
  reached = server,
): Promise<ReadySecret> {
  const first = await makeKey();
  await server.addAccount(account, { authorizedKeys: `${first.line} first\n` });
  const value = { PrivateKey: first.privateKey, PublicKey: first.line };
  const strategy = { 'rotation:strategy': 'ssh-key' };
  const secret = await plant(cloud, reached, account, `ssh-key-of-${account}`, strategy, value);
  const file = () => readFile(join(server.home(account), '.ssh/authorized_keys'), 'utf8');
  return {
    ...ready(server, account, secret),
    logIn: verdict(keyLogin(server)),
    openSession: (value) => openSession(server, account, value),
    kept: async () => new Set(keysIn(await file())).size,
    confidential: [],
  };
}

/** An account that logs in by a password, and its secret; where there is an admin, that one sets it. */
export async function plantPassword(
  cloud: Cloud,
  server: SshServer,
  account: string,
  admin: KnownKey | undefined,
  reached = server,
): Promise<ReadySecret> {
  const first = `First-Passw0rd_of_${account}-${process.pid}`;
  await server.addAccount(account, { password: first });
  const tags = { 'rotation:strategy': 'ssh-password', ...(admin && { 'rotation:admin-secret': 'Admin' }) };
  const name = `ssh-password-of-${account}${admin ? '-by-admin' : ''}`;
  const secret = await plant(cloud, reached, account, name, tags, { AccountPassword: first });
  return {
    ...ready(server, account, secret),
    logIn: verdict(passwordLogin(server)),
    openSession: (value) => openSession(server, account, value),
    kept: async () => 1,
    confidential: admin ? hiddenIn(admin.privateKey) : [],
  };
}

export const ssh: readonly Subject[] = [key, password('itself'), password('admin')];

/** The server says all that it can say of itself; `reached` is as an instance is told to reach it. */
async function start(through: Through) {
  const server = await startSshd({ settings: ['LogLevel DEBUG3'] });
  const port = await through(server.port, (message) => `${message.length} bytes to the SSH server`);
  return { server, reached: { ...server, port } };
}

async function plant(
  cloud: Cloud,
  reached: SshServer,
  account: string,
  secret: string,
  tags: Record<string, string>,
  fields: object,
) {
  const value = { ...placeOf(reached, account), ...fields, Owner: 'ops' };
  await cloud.createSecret(secret, value, { 'rotation:type': 'generic', ...tags });
  return secret;
}

/** The account of root, and its secret. */
async function plantAdmin(cloud: Cloud, server: SshServer, reached = server): Promise<KnownKey> {
  const own = await makeKey();
  await server.addAccount('root', { authorizedKeys: `${own.line}\n` });
  await storeAdmin(cloud, reached, own);
  return own;
}

export async function storeAdmin(cloud: Cloud, server: SshServer, { privateKey }: KnownKey): Promise<void> {
  await cloud.createSecret('Admin', { ...placeOf(server, 'root'), PrivateKey: privateKey });
}

function ready(server: SshServer, account: string, secret: string) {
  return {
    secret,
    watchRefusals: async () => {
      const { size } = await stat(server.log);
      return async () => {
        const log = (await readFile(server.log)).subarray(size).toString();
        return log.match(new RegExp(`Failed \\S+ for ${account} `, 'g'))?.length ?? 0;
      };
    },
    privateParts: (value: string) => {
      const { PrivateKey, AccountPassword } = Private.parse(JSON.parse(value));
      return [...(PrivateKey ? hiddenIn(PrivateKey) : []), ...(AccountPassword ? [AccountPassword] : [])];
    },
    settled: () => untilAlone(server),
    said: () => readFile(server.log, 'utf8'),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  } satisfies Partial<ReadySecret>;
}

async function openSession(server: SshServer, account: string, value: string): Promise<OpenSession> {
  const { PrivateKey, AccountPassword = '' } = Private.parse(JSON.parse(value));
  const credential = PrivateKey ? byKey({ privateKey: PrivateKey, line: '' }) : byPassword(AccountPassword);
  const session = await enter(server, account, credential);
  const echo = await session.talk('exec cat');
  return {
    answers: async () => {
      echo.say('there');
      return (await echo.hear()) === 'there';
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

/** No session is left, so that no command of one can still be under way: only the listener is. */
async function untilAlone(server: SshServer): Promise<void> {
  const count = async () => (await server.run(['sh', '-c', 'echo /proc/[0-9]*'])).trim().split(' ').length;
  for (let waited = 0; waited < patience; waited += 50) {
    if ((await count()) === 1) return;
    await sleep(50);
  }
  throw new Error('a session of the SSH server does not end');
}

const verdict = (logIn: (value: string) => Promise<boolean>) => async (value: string) =>
  (await logIn(value)) ? undefined : 'refused';

/** The lines of a private key that only it has. */
function hiddenIn(privateKey: string): string[] {
  return privateKey
    .split('\n')
    .filter((line) => /^[\w+/=]{40,}$/.test(line))
    .slice(1);
}

/** Beside what any value can lack: that the host key is pinned. */
function malformed(field: string): Subject['malformed'] {
  return (value, canary) => {
    const pinsNone = JSON.stringify({ ...JSON.parse(value), [field]: canary, HostKey: canary });
    const title = 'a value that pins no host key';
    return [...malformedFields(field)(value, canary), { title, value: pinsNone, names: 'HostKey' }];
  };
}
