import { SecretId } from '../../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../../shared/runtime/sensitive.ts';
import { logIn, type Session } from '../../../shared/services/ssh/connector.ts';
import { parseHostKeyPin } from '../../../shared/services/ssh/host-key.ts';
import { makeSshKeyPair } from '../../../shared/services/ssh/key-pair.ts';
import type { Credential } from '../../../shared/services/ssh/login-attempt.ts';
import type { SshServer } from '../servers/sshd.ts';

export interface KnownKey {
  readonly privateKey: string;
  /** Type and blob. */
  readonly line: string;
}

export async function makeKey(algorithm: 'ed25519' | 'rsa' = 'ed25519'): Promise<KnownKey> {
  const kind = algorithm === 'rsa' ? { algorithm, bits: 3_072 } : { algorithm };
  const { privateKey, publicKey } = await makeSshKeyPair(kind);
  const line = publicKey.reveal().trim().split(' ').slice(0, 2).join(' ');
  return { privateKey: privateKey.reveal(), line };
}

export const byKey = (key: KnownKey): Credential => ({ privateKey: new Sensitive(key.privateKey) });
export const byPassword = (password: string): Credential => ({ password: new Sensitive(password) });

/** A session ends with its signal: by itself the signal never comes, since a test on a busy machine takes its time. */
export const dialling = (signal = new AbortController().signal) => ({
  secret: SecretId.parse('Thing'),
  signal,
});

/** The server as a client knows it that pinned its host key, or another. */
export function pinned({ host, port, hostKey }: SshServer, pin = hostKey) {
  const parsed = parseHostKeyPin(pin);
  if (!parsed) throw new Error(`${pin} is no pin`);
  return { host, port, pin: parsed };
}

export async function enter(server: SshServer, account: string, credential: Credential): Promise<Session> {
  const session = await logIn(dialling(), pinned(server), account, credential);
  if (session === 'refused') throw new Error(`${account} is refused`);
  return session;
}

/** Whether an account gets in. */
export async function getsIn(server: SshServer, account: string, credential: Credential): Promise<boolean> {
  const session = await logIn(dialling(), pinned(server), account, credential);
  if (session === 'refused') return false;
  await session[Symbol.asyncDispose]();
  return true;
}
