import { PolicyMalformed, Refused, StrategyUnavailable } from '../../../shared/engine/rotation/errors.ts';
import type {
  Eviction,
  Outline,
  Retirement,
  RotationContext,
  Service,
} from '../../../shared/engine/rotation/service.ts';
import { type SecretId, secretName } from '../../../shared/engine/rotation/store.ts';
import { addBeside, hasKey, keysOf, removeKey } from '../../../shared/services/ssh/authorized-keys.ts';
import { readKeyFile, replaceKeyFile } from '../../../shared/services/ssh/key-file.ts';
import { fingerprintOf, isSameKey, type PublicKey } from '../../../shared/services/ssh/public-key.ts';
import { endSessions } from '../../../shared/services/ssh/sessions.ts';
import { usualSshKey } from '../makers/ssh-key.ts';
import { planRenewal } from '../renewal.ts';
import type { GenericSecret } from '../secret.ts';
import { type Context, isAccepted, openItself, probeFirst, tryOut } from '../ssh/context.ts';
import { type KeyAccount, readKeyAccount } from '../ssh/secret.ts';

/**
 * Adds a second key to a server account, with the options of its present key, in a session of the account itself. The
 * comment of each added line names the secret and the key that was there before. By these comments, a rotation removes
 * keys of versions that were never promoted or are about to be forgotten. The account accepts the current key and one
 * other.
 */
export async function installSshKey(access: RotationContext<GenericSecret>): Promise<Service<GenericSecret>> {
  const { secret, policy } = access;
  if (policy.adminSecret !== undefined)
    throw new PolicyMalformed(secret, [
      'remove the tag rotation:admin-secret: with ssh-key, the account changes its own key',
    ]);
  const { next } = planRenewal(access, {
    fields: ['PrivateKey', 'PublicKey'],
    usual: usualSshKey,
    ways: ['ssh-key'],
  });
  const read = (value: GenericSecret) => readKeyAccount(secret, value);
  const context = await openItself(access, read, requireKey);
  return {
    strategy: 'ssh-key',
    reason: 'chosen by rotation:strategy; the account adds the new key beside the old one',
    acceptsBoth: true,
    exclusive: true,
    installs: true,
    endsPrevious: () => true,
    create: async (version) => {
      await probeFirst(access, context.account);
      return next(version);
    },
    set: async (value) => setKey(access, context, read(value).publicKey),
    preview: {
      outline: async (version) => outlineKey(access, context, read(await next(version)).publicKey),
    },
    // Both lines are in the file, each with the text that its owner wrote beside the key.
    rollback: { restore: async () => {} },
    test: (value) => tryOut(access, read(value)),
    afterPromotion: async (value) => endStandIn(context, read(value).publicKey),
    revocation: {
      retire: (previous) => retireKey(access, context, read(previous)),
      revokeAll: (older) => evictKeys(access, context, older.map(read)),
      testRevoked: async (value) => ((await isAccepted(access, read(value))) ? 'accepted' : 'refused'),
    },
    confirmLock: () => context.confirmLock(),
    [Symbol.asyncDispose]: () => context[Symbol.asyncDispose](),
  };
}

async function setKey(
  access: RotationContext<GenericSecret>,
  { session, account }: Context<KeyAccount>,
  added: PublicKey,
): Promise<void> {
  const file = await readKeyFile(session);
  requireLine(file, account);
  await replaceKeyFile(session, file, withKey(access, account, file, added));
}

/** Returns the file with the new key beside the acting one, and without the keys that are to be forgotten. */
function withKey(
  access: RotationContext<GenericSecret>,
  account: KeyAccount,
  file: string,
  added: PublicKey,
): string {
  const acting = account.publicKey;
  const kept = [readKeyAccount(access.secret, access.current).publicKey, acting, added];
  const mark = markOf(access.secret);
  const cleared = staleKeys(file, mark, kept).reduce(removeKey, file);
  const comment = mark + fingerprintOf(acting);
  return isSameKey(acting, added) ? cleared : addBeside(cleared, acting, added, comment);
}

/** Lists the lines that a rotation would add and remove. Masks the new key, since the rotation makes another one. */
async function outlineKey(
  access: RotationContext<GenericSecret>,
  { session, account }: Context<KeyAccount>,
  added: PublicKey,
): Promise<Outline> {
  const file = await readKeyFile(session);
  const lines = file.split('\n');
  const next = withKey(access, account, file, added).split('\n');
  const gone = lines.filter((line) => !next.includes(line)).map((line) => `- ${line}`);
  const come = next.filter((line) => !lines.includes(line)).map((line) => `+ ${line}`);
  const masked = [...gone, ...come].map((line) => line.replace(added.blob, '***'));
  return { statements: masked.map((line) => `~/.ssh/authorized_keys: ${line}`), missing: [] };
}

/**
 * Returns the keys of this secret whose versions have no stage any more, or are about to lose it. Comments identify
 * them, and name the key that each one joined. So even the first key of an account is found, which has its maker's own
 * comment.
 */
function staleKeys(file: string, mark: string, kept: readonly PublicKey[]): PublicKey[] {
  const there = keysOf(file);
  const ours = there.filter(({ comment }) => comment.startsWith(mark));
  const joined = new Set(ours.map(({ comment }) => comment.slice(mark.length)));
  const isOurs = (key: PublicKey) =>
    joined.has(fingerprintOf(key)) || ours.some((one) => isSameKey(one.key, key));
  return there.map(({ key }) => key).filter((key) => isOurs(key) && !kept.some((one) => isSameKey(one, key)));
}

/** Removes the key that acted in place of a refused current key: its version has no stage now. */
async function endStandIn({ session, as, account }: Context<KeyAccount>, current: PublicKey): Promise<void> {
  if (as === 'current' || isSameKey(account.publicKey, current)) return;
  const file = await readKeyFile(session);
  if (hasKey(file, current)) await replaceKeyFile(session, file, removeKey(file, account.publicKey));
}

/** Removes the previous key. Throws Refused unless the current key has logged in and acts here. */
async function retireKey(
  access: RotationContext<GenericSecret>,
  { session, as, account }: Context<KeyAccount>,
  previous: KeyAccount,
): Promise<Retirement> {
  if (as !== 'current') throw new Refused(account.account, 'current');
  if (isSameKey(previous.publicKey, account.publicKey)) return { state: 'retired' };
  const file = await readKeyFile(session);
  requireLine(file, account);
  await replaceKeyFile(session, file, removeKey(file, previous.publicKey));
  if (!(await isAccepted(access, previous))) return { state: 'retired' };
  throw new StrategyUnavailable(
    'ssh-key',
    `the server also finds the previous key of ${account.account} outside ~/.ssh/authorized_keys; remove it there`,
  );
}

/**
 * Removes all keys of this secret but the current one, and ends the sessions. Reports lines of others instead of
 * removing them, so their owners still get in.
 */
async function evictKeys(
  access: RotationContext<GenericSecret>,
  { session, as, account }: Context<KeyAccount>,
  older: readonly KeyAccount[],
): Promise<Eviction> {
  if (as !== 'current') throw new Refused(account.account, 'current');
  const file = await readKeyFile(session);
  requireLine(file, account);
  const kept = [account.publicKey];
  const old = older.map(({ publicKey }) => publicKey).filter((key) => !isSameKey(key, account.publicKey));
  const left = [...old, ...staleKeys(file, markOf(access.secret), kept)].reduce(removeKey, file);
  await replaceKeyFile(session, file, left);
  const { sessions, gaps } = await endSessions(session, account.account);
  return { sessions, gaps: [...gaps, ...keysOfOthers(left, account)] };
}

function keysOfOthers(file: string, { account, publicKey }: KeyAccount): readonly string[] {
  const others = keysOf(file).filter(({ key }) => !isSameKey(key, publicKey));
  return others.map(
    ({ key }) =>
      `the key ${fingerprintOf(key)} still opens ${account}, but no version of this secret holds it; remove its line from ~/.ssh/authorized_keys unless you know whose it is`,
  );
}

/**
 * Throws StrategyUnavailable before anything is stored if the key is not in this file: the server does not look for new
 * keys here.
 */
async function requireKey({ session, account }: Context<KeyAccount>): Promise<void> {
  requireLine(await readKeyFile(session), account);
}

function requireLine(file: string, { account, publicKey }: KeyAccount): void {
  if (hasKey(file, publicKey)) return;
  throw new StrategyUnavailable(
    'ssh-key',
    `the server finds the key of ${account} outside ~/.ssh/authorized_keys`,
  );
}

/**
 * Returns the beginning of the comment on each line of this secret. It holds the name of the secret, since several ARNs
 * lead to it.
 */
function markOf(secret: SecretId): string {
  return `secret-rotation ${secretName(secret)} beside `;
}
