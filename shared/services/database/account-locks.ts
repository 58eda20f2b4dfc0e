import { Busy, PrivilegeMissing } from '../../engine/rotation/errors.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import { whileGoingOn } from './beside.ts';

/** Takes the locks of accounts one after the other, in their order. True when one was not free at once. */
export async function takeEach(
  accounts: readonly string[],
  take: (account: string) => Promise<boolean>,
): Promise<boolean> {
  let waited = false;
  for (const account of accounts) waited = (await take(account)) || waited;
  return waited;
}

/** How often a lock is taken from who holds it, as each may have had another one behind it; milliseconds between. */
const rounds = 20;
const pause = 50;

/** Milliseconds to wait for who was ended, which shows whether somebody else had been waiting before. */
export const brief = 500;

/**
 * So long another emergency of the same account is waited for, in milliseconds. By then it is over, or somebody who has
 * leaked the account holds its lock.
 */
export const courtesy = 2_000;

/** How a lock is taken from who holds it, or waits for it. */
interface Force<Session> {
  /** Who is to have the lock. */
  readonly session: Session;
  /** Another session of the same account; undefined where there is no place for it. */
  beside(): Promise<Session | undefined>;
  /** Ends whoever has the lock but `session`, in the session that is given. Answers whether anybody had it. */
  end(by: Session): Promise<boolean>;
  /** Waits for the lock for a moment. Throws Busy. Answers whether it was not free at once. */
  take(): Promise<boolean>;
}

/**
 * Ends whoever holds a lock, then takes it. Who is back before it is taken, in many sessions perhaps, is ended while this
 * session waits, since who has waited stands before whoever comes anew. That a session may not be ended is told only where
 * it does not end by itself either. Answers whether the lock was not free at once.
 */
export async function takeByForce<Session extends AsyncDisposable>(force: Force<Session>): Promise<boolean> {
  const { session, end, take } = force;
  let contended = false;
  for (let round = 1; ; round += 1) {
    const ending = await unlessDenied(end(session));
    contended ||= ending !== false;
    try {
      return (await (round === 1 ? take() : takeWhileEnding(force))) || contended;
    } catch (error) {
      if (ending instanceof PrivilegeMissing) throw ending;
      if (round === rounds || !(error instanceof Busy)) throw error;
      await systemClock.sleep(pause, new AbortController().signal);
    }
  }
}

async function takeWhileEnding<Session extends AsyncDisposable>(force: Force<Session>): Promise<boolean> {
  await using second = await force.beside();
  if (second === undefined) return await force.take();
  const end = () =>
    force.end(second).then(
      () => true,
      () => false,
    );
  return await whileGoingOn(end, force.take);
}

async function unlessDenied(ending: Promise<boolean>): Promise<boolean | PrivilegeMissing> {
  try {
    return await ending;
  } catch (error) {
    if (error instanceof PrivilegeMissing) return error;
    throw error;
  }
}
