import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { SshServer } from '../../servers/sshd.ts';
import { byKey, byPassword, getsIn, type KnownKey, makeKey } from '../../ssh/known.ts';
import type { Scene, Stage } from './scene.ts';

const KeyValue = z.object({ AccountName: z.string(), PrivateKey: z.string(), PublicKey: z.string() });
const PasswordValue = z.object({ AccountName: z.string(), AccountPassword: z.string() });

type Tags = Readonly<Record<string, string>>;

/** An account of a real server, and the secret that opens it. */
export interface SshAccount {
  readonly account: string;
  /** Uses a stored value as an application does. */
  logIn(value: string): Promise<boolean>;
}

export interface KeyAccount extends SshAccount {
  readonly first: KnownKey;
  /** Its `authorized_keys` as it is now. */
  file(): Promise<string>;
  readonly path: string;
}

let made = 0;

function nameOne(): string {
  made += 1;
  return `app${made}`;
}

function placeOf(server: SshServer, account: string) {
  const { host: Endpoint, port: Port, hostKey: HostKey } = server;
  return { AccountName: account, Endpoint, Port, HostKey };
}

export const logInByKey = (server: SshServer) => (value: string) => {
  const { AccountName, PrivateKey } = KeyValue.parse(JSON.parse(value));
  return getsIn(server, AccountName, byKey({ privateKey: PrivateKey, line: '' }));
};

export const logInByPassword = (server: SshServer) => (value: string) => {
  const { AccountName, AccountPassword } = PasswordValue.parse(JSON.parse(value));
  return getsIn(server, AccountName, byPassword(AccountPassword));
};

/** `authorizedKeys` is given the line of the key that the secret holds. */
export async function plantKey(
  scene: Scene,
  server: SshServer,
  { tags = {}, authorizedKeys }: { tags?: Tags; authorizedKeys?: (line: string) => string } = {},
): Promise<KeyAccount> {
  const account = nameOne();
  const first = await makeKey();
  await server.addAccount(account, {
    authorizedKeys: authorizedKeys?.(first.line) ?? `${first.line} first\n`,
  });
  const value = {
    ...placeOf(server, account),
    PrivateKey: first.privateKey,
    PublicKey: first.line,
    Owner: 'ops',
  };
  await scene.plant(JSON.stringify(value), { tags: { strategy: 'ssh-key', ...tags } });
  const path = join(server.home(account), '.ssh/authorized_keys');
  return { account, first, logIn: logInByKey(server), path, file: () => readFile(path, 'latin1') };
}

export async function plantPassword(
  scene: Scene,
  server: SshServer,
  { tags = {} }: { tags?: Tags } = {},
): Promise<SshAccount> {
  const account = nameOne();
  const password = 'First-Passw0rd_of_it';
  await server.addAccount(account, { password });
  const value = { ...placeOf(server, account), AccountPassword: password, Owner: 'ops' };
  await scene.plant(JSON.stringify(value), { tags: { strategy: 'ssh-password', ...tags } });
  return { account, logIn: logInByPassword(server) };
}

/** The secret of a privileged account on the same server, by name. */
export async function plantAdmin(scene: Scene, server: SshServer): Promise<string> {
  const key = await makeKey();
  await server.addAccount('root', { authorizedKeys: `${key.line}\n` });
  await scene.plant(
    JSON.stringify({ ...placeOf(server, 'root'), PrivateKey: key.privateKey, PublicKey: key.line }),
    {
      name: 'Admin',
    },
  );
  return 'Admin';
}

/** The line of the key that a version holds, without its comment. */
export async function keyOf(scene: Scene, stage: Stage = 'ACSCurrent'): Promise<string> {
  const { PublicKey } = KeyValue.parse(JSON.parse(await scene.text(stage)));
  return PublicKey.trim().split(' ').slice(0, 2).join(' ');
}
