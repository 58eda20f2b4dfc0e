import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { fingerprintOf, parsePublicKey } from '../../../../shared/services/ssh/public-key.ts';
import type { SshServer } from '../../../support/servers/sshd.ts';
import { byKey, byPassword, getsIn, type KnownKey, makeKey } from '../../../support/stand/ssh-client.ts';
import type { Scene, Stage } from './scene.ts';

const KeyValue = z.object({ AccountName: z.string(), PrivateKey: z.string(), PublicKey: z.string() });
const PasswordValue = z.object({ AccountName: z.string(), AccountPassword: z.string() });

interface Planted {
  readonly tags?: Readonly<Record<string, string>>;
  readonly fields?: Readonly<Record<string, string>>;
  readonly name?: string;
}

/** An account of a real server, and the secret that opens it. */
export interface SshAccount {
  readonly account: string;
  /** Uses a stored value as an application does. */
  logIn(value: string): Promise<boolean>;
}

export interface KeyAccount extends SshAccount {
  readonly first: KnownKey;
  readonly path: string;
  /** Its `authorized_keys` as it is now. */
  file(): Promise<string>;
}

let made = 0;

function nameOne(): string {
  made += 1;
  return `app${made}`;
}

/** Where an account is, as its secret says it. */
export function placeOf({ host: Endpoint, port: Port, hostKey: HostKey }: SshServer, account: string) {
  return { AccountName: account, Endpoint, Port, HostKey };
}

export const keyLogin = (server: SshServer) => (value: string) => {
  const { AccountName, PrivateKey } = KeyValue.parse(JSON.parse(value));
  return getsIn(server, AccountName, byKey({ privateKey: PrivateKey, line: '' }));
};

export const passwordLogin = (server: SshServer) => (value: string) => {
  const { AccountName, AccountPassword } = PasswordValue.parse(JSON.parse(value));
  return getsIn(server, AccountName, byPassword(AccountPassword));
};

/** `authorizedKeys` is given the line of the key that the secret holds. */
export async function plantKey(
  scene: Scene,
  server: SshServer,
  {
    tags,
    fields,
    name = 'Thing',
    authorizedKeys = (line) => `${line} first\n`,
  }: Planted & { authorizedKeys?: (line: string) => string } = {},
): Promise<KeyAccount> {
  const account = nameOne();
  const first = await makeKey();
  await server.addAccount(account, { authorizedKeys: authorizedKeys(first.line) });
  await plantKeyOf(scene, server, account, first, { ...(tags && { tags }), ...(fields && { fields }), name });
  const path = join(server.home(account), '.ssh/authorized_keys');
  return { account, first, logIn: keyLogin(server), path, file: () => readFile(path, 'latin1') };
}

/** A secret that holds the key of an account that is there already. */
export async function plantKeyOf(
  scene: Scene,
  server: SshServer,
  account: string,
  key: KnownKey,
  { tags, fields, name = 'Thing' }: Planted = {},
): Promise<void> {
  const value = { ...placeOf(server, account), PrivateKey: key.privateKey, PublicKey: key.line };
  await scene.plant(JSON.stringify({ ...value, Owner: 'ops', ...fields }), {
    name,
    tags: { strategy: 'ssh-key', ...tags },
  });
}

export async function plantPassword(
  scene: Scene,
  server: SshServer,
  { tags, fields, name = 'Thing' }: Planted = {},
): Promise<SshAccount> {
  const account = nameOne();
  const password = `First-Passw0rd_of_${account}`;
  await server.addAccount(account, { password });
  const value = { ...placeOf(server, account), AccountPassword: password, Owner: 'ops', ...fields };
  await scene.plant(JSON.stringify(value), { name, tags: { strategy: 'ssh-password', ...tags } });
  return { account, logIn: passwordLogin(server) };
}

/** The secret of root on the same server: `Admin`. */
export async function plantAdmin(scene: Scene, server: SshServer, fields = {}): Promise<KnownKey> {
  const key = await makeKey();
  await server.addAccount('root', { authorizedKeys: `${key.line}\n` });
  const value = { ...placeOf(server, 'root'), PrivateKey: key.privateKey, PublicKey: key.line, ...fields };
  await scene.plant(JSON.stringify(value), { name: 'Admin' });
  return key;
}

/** Type and blob of the key that a version holds. */
export async function keyOf(scene: Scene, stage: Stage = 'ACSCurrent', name = 'Thing'): Promise<string> {
  const { SecretData } = await scene.read(stage, name);
  return lineOf(KeyValue.parse(JSON.parse(SecretData)).PublicKey);
}

/** The keys of a file, as their lines without options and comments. */
export function keysIn(file: string): string[] {
  return (file.match(/ssh-ed25519 \S+/g) ?? []).map(lineOf);
}

/** The values of all versions that carry a stage. */
async function stagedValues(scene: Scene, name = 'Thing'): Promise<string[]> {
  const stages: Stage[] = ['ACSCurrent', 'ACSPrevious', 'RotationPending'];
  const there = await scene.stages(name);
  const found = stages.filter((stage) => stage in there);
  return (await Promise.all(found.map((stage) => scene.read(stage, name)))).map(
    ({ SecretData }) => SecretData,
  );
}

export async function stagedKeys(scene: Scene, name = 'Thing'): Promise<string[]> {
  return (await stagedValues(scene, name)).map((value) =>
    lineOf(KeyValue.parse(JSON.parse(value)).PublicKey),
  );
}

/** As the server's log names a key. */
export function fingerprint(line: string): string {
  const key = parsePublicKey(line);
  return key ? fingerprintOf(key) : '';
}

function lineOf(text: string): string {
  return text.trim().split(' ').slice(0, 2).join(' ');
}
