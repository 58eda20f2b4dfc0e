import { LoginBlocked, Refused, RightsDiffer } from '../../../shared/engine/rotation/errors.ts';
import type { RotationContext } from '../../../shared/engine/rotation/service.ts';
import { stagesInOrder } from '../../../shared/engine/rotation/stored-values.ts';
import { type Dialling, logIn, type Session } from '../../../shared/services/ssh/connector.ts';
import { seizeLock, takeLock } from '../../../shared/services/ssh/lock.ts';
import { command } from '../../../shared/services/ssh/quoting.ts';
import type { GenericSecret } from '../secret.ts';
import type { SshAccount } from './secret.ts';

/**
 * The session that acts on the server, the stored value that opened it, and the lock of the account that it changes.
 */
export interface Context<Account> extends AsyncDisposable {
  readonly session: Session;
  readonly as: 'current' | 'pending' | 'previous';
  readonly account: Account;
  confirmLock(): Promise<void>;
}

type Read<Account> = (value: GenericSecret) => Account;

/**
 * Logs in as the account itself, with the current value. If that is refused, tries each other value that the server may
 * still hold, once. If the server holds one password only, begins with the one that it should hold by now.
 */
export async function openItself<Account extends SshAccount>(
  access: RotationContext<GenericSecret>,
  read: Read<Account>,
  fit: (context: Context<Account>) => Promise<void>,
  acceptsOne = false,
): Promise<Context<Account>> {
  const tried: string[] = [];
  for (const as of stagesInOrder(access.expected, acceptsOne)) {
    const value = as === 'current' ? access.current : await access[as]();
    if (value === undefined) continue;
    const account = read(value);
    const shown = show(account);
    if (tried.includes(shown)) continue;
    const session = await logIn(access, account.server, account.account, account.credential);
    if (session !== 'refused') {
      const context = { ...(await lock(access, session, account.account)), as, account };
      await fit(context).catch(async (error: unknown) => {
        await context[Symbol.asyncDispose]();
        throw error;
      });
      return context;
    }
    tried.push(shown);
  }
  throw new Refused(read(access.current).account, 'current');
}

/** Takes the lock of an account in a session. Closes the session if the lock cannot be taken. */
export async function lock(access: RotationContext<GenericSecret>, session: Session, of: string) {
  try {
    const taken = await (access.emergency ? seizeLock : takeLock)(session, of, access);
    if (taken.contended) access.contended();
    return {
      session,
      confirmLock: () => taken.confirm(),
      [Symbol.asyncDispose]: async () => {
        await taken[Symbol.asyncDispose]();
        await session[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}

/** Logs in as an application does, in a separate session, and runs the probe. */
export async function tryOut(
  access: RotationContext<GenericSecret>,
  { account, server, credential }: SshAccount,
  which = 'new',
): Promise<void> {
  const session = await logIn(access, server, account, credential);
  if (session === 'refused') throw new Refused(account, which);
  await using open = session;
  const { code } = await open.run(access.policy.probe ?? command('exit 0'));
  if (code !== 0) throw new RightsDiffer(account, [`the probe ends with exit code ${code}`]);
}

/**
 * Uses a stored value before a new one is made, so that a failure with another cause than the value changes nothing.
 * Does nothing in an emergency. Ignores a refused value, since the proof of the new one decides then.
 */
export async function tryFirst(access: RotationContext<GenericSecret>, account: SshAccount): Promise<void> {
  if (access.emergency) return;
  try {
    await tryOut(access, account, 'current');
  } catch (error) {
    if (!(error instanceof Refused || error instanceof LoginBlocked)) throw error;
  }
}

/**
 * Does the same as `tryFirst`, but only if the policy has a probe. Called for accounts that accept both values at once.
 * There, a server that allows no second session keeps nobody out.
 */
export async function probeFirst(access: RotationContext<GenericSecret>, account: SshAccount): Promise<void> {
  if (access.policy.probe !== undefined) await tryFirst(access, account);
}

/** Returns whether the server lets an account in. */
export async function isAccepted(
  dialling: Dialling,
  { account, server, credential }: SshAccount,
): Promise<boolean> {
  const session = await logIn(dialling, server, account, credential);
  if (session === 'refused') return false;
  await session[Symbol.asyncDispose]();
  return true;
}

function show({ credential }: SshAccount): string {
  return 'password' in credential ? credential.password.reveal() : credential.privateKey.reveal();
}
