import { Busy, PrivilegeMissing } from '../../engine/rotation/errors.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import { whileGoingOn } from './beside.ts';

/** Takes the locks of accounts one after the other, in the given order. Returns true if one was not free at once. */
export async function takeEach(
  accounts: readonly string[],
  take: (account: string) => Promise<boolean>,
): Promise<boolean> {
  let waited = false;
  for (const account of accounts) waited = (await take(account)) || waited;
  return waited;
}

/**
 * Most attempts to take a lock from its holder, since another session may wait behind each holder. Milliseconds between
 * two attempts.
 */
const rounds = 20;
const pause = 50;

/**
 * Milliseconds to wait for the lock after its holder was ended. A lock that is still taken then shows that somebody
 * else had been waiting before.
 */
export const brief = 500;

/**
 * Milliseconds to wait for another emergency of the same account. After this time that emergency is over, or an
 * attacker with the leaked account holds the lock.
 */
export const courtesy = 2_000;

/** The operations that take a lock from those who hold it or wait for it. */
interface Force<Session> {
  /** The session that shall get the lock. */
  readonly session: Session;
  /** Opens another session of the same account. Returns undefined if there is no place for it. */
  beside(): Promise<Session | undefined>;
  /** Uses the given session to end every holder of the lock except `session`. Returns whether there was a holder. */
  end(by: Session): Promise<boolean>;
  /** Waits for the lock for a moment. Throws Busy. Returns whether it was not free at once. */
  take(): Promise<boolean>;
}

/**
 * Ends the holder of a lock, then takes the lock. Returns whether it was not free at once. Throws PrivilegeMissing only
 * if the holder may not be ended and does not end by itself either.
 *
 * The holder may return before the lock is taken, perhaps in many sessions. These are ended while this session waits,
 * since a waiting session comes before new ones.
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
