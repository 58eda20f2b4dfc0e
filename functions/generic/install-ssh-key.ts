import { PolicyMalformed, Refused, StrategyUnavailable } from '../../shared/rotation/errors.ts';
import type { Access, Retirement, Service } from '../../shared/rotation/service.ts';
import {
  addBeside,
  hasKey,
  hasOtherKeys,
  keysWithComment,
  removeKey,
} from '../../shared/ssh/authorized-keys.ts';
import { logIn } from '../../shared/ssh/connector.ts';
import { readKeyFile, replaceKeyFile } from '../../shared/ssh/key-file.ts';
import { isSameKey, type PublicKey } from '../../shared/ssh/public-key.ts';
import { planRenewal } from './renewal.ts';
import type { GenericSecret } from './secret.ts';
import { type Opened, openItself, tryOut } from './ssh-opened.ts';
import { type KeyAccount, readKeyAccount } from './ssh-secret.ts';

/**
 * A server account gets a second key beside the one it has, with the same options, from itself. The line of each
 * key it gets bears the secret's name, by which a key that was never promoted is found and its line taken away: the
 * account accepts the current key and one other, never more.
 */
export async function installSshKey(access: Access<GenericSecret>): Promise<Service<GenericSecret>> {
  const { secret, policy } = access;
  if (policy.adminSecret !== undefined)
    throw new PolicyMalformed(secret, [
      'tag rotation:admin-secret has no use for ssh-key: the account acts itself',
    ]);
  const { next } = planRenewal(access, {
    fields: ['PrivateKey', 'PublicKey'],
    usual: 'ssh-key ed25519',
    ways: ['ssh-key'],
  });
  const read = (value: GenericSecret) => readKeyAccount(secret, value);
  const opened = await openItself(access, read, requireKey);
  return {
    strategy: 'ssh-key',
    reason: 'the policy names it; the account puts the new key beside the old one',
    overlaps: true,
    exclusive: true,
    next,
    set: async (value) => setKey(access, opened, read(value).publicKey),
    prove: (value) => tryOut(access, read(value)),
    finished: async (value) => endStandIn(opened, read(value).publicKey),
    retire: (previous) => retireKey(access, opened, read(previous)),
    confirmLock: () => opened.confirmLock(),
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}

async function setKey(
  access: Access<GenericSecret>,
  { session, account }: Opened<KeyAccount>,
  added: PublicKey,
): Promise<void> {
  const file = await readKeyFile(session);
  const acting = account.publicKey;
  requireLine(file, account);
  const kept = [readKeyAccount(access.secret, access.current).publicKey, acting, added];
  const stale = await staleKeys(access, file, kept);
  const cleared = stale.reduce(removeKey, file);
  const next = isSameKey(acting, added) ? cleared : addBeside(cleared, acting, added, commentOf(access));
  await replaceKeyFile(session, file, next);
}

/** Keys of this secret that are none of these: of versions that carry no stage any more, or are about to lose it. */
async function staleKeys(
  access: Access<GenericSecret>,
  file: string,
  kept: readonly PublicKey[],
): Promise<PublicKey[]> {
  const ours = keysWithComment(file, commentOf(access));
  const isKept = (key: PublicKey) => kept.some((one) => isSameKey(one, key));
  const marked = ours.filter((key) => !isKept(key));
  if (!hasOtherKeys(file, [...kept, ...ours])) return marked;
  // The first key of an adopted account bears the comment of whoever made it.
  const previous = await access.previous();
  const first = previous && readKeyAccount(access.secret, previous).publicKey;
  return first && !isKept(first) ? [...marked, first] : marked;
}

/** The key that acted because the current one was refused is of a version that carries no stage now. */
async function endStandIn({ session, as, account }: Opened<KeyAccount>, current: PublicKey): Promise<void> {
  if (as === 'current' || isSameKey(account.publicKey, current)) return;
  const file = await readKeyFile(session);
  if (hasKey(file, current)) await replaceKeyFile(session, file, removeKey(file, account.publicKey));
}

/** The current key has logged in: it is the one that acts here. */
async function retireKey(
  access: Access<GenericSecret>,
  { session, as, account }: Opened<KeyAccount>,
  previous: KeyAccount,
): Promise<Retirement> {
  if (as !== 'current') throw new Refused(account.account, 'current');
  if (isSameKey(previous.publicKey, account.publicKey)) return { state: 'retired' };
  const file = await readKeyFile(session);
  requireLine(file, account);
  await replaceKeyFile(session, file, removeKey(file, previous.publicKey));
  const still = await logIn(access, previous.server, previous.account, previous.credential);
  if (still === 'refused') return { state: 'retired' };
  await still[Symbol.asyncDispose]();
  throw new StrategyUnavailable(
    'ssh-key',
    `the server finds the previous key of ${account.account} in another place than ~/.ssh/authorized_keys too; take it away there`,
  );
}

/** Before anything is stored: a file the server does not look into is none to put a key in. */
async function requireKey({ session, account }: Opened<KeyAccount>): Promise<void> {
  requireLine(await readKeyFile(session), account);
}

function requireLine(file: string, { account, publicKey }: KeyAccount): void {
  if (hasKey(file, publicKey)) return;
  throw new StrategyUnavailable(
    'ssh-key',
    `the server finds the key of ${account} in another place than ~/.ssh/authorized_keys`,
  );
}

function commentOf({ secret }: Access<GenericSecret>): string {
  return `secret-rotation ${secret.replace(/^acs:kms:[^:]*:[^:]*:secret\//, '')}`;
}
