import { Busy, PrivilegeMissing, RotationError } from '../../engine/rotation/errors.ts';
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
const brief = 500;

/** Milliseconds to wait for the lock while other sessions are ended. To begin anew would give the place in the queue away. */
const patient = 30_000;

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
  /** Waits for the lock for so many milliseconds at most. Throws Busy. Returns whether it was not free at once. */
  take(longest: number): Promise<boolean>;
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
      return (await (round === 1 ? take(brief) : takeWhileEnding(force))) || contended;
    } catch (error) {
      if (ending instanceof PrivilegeMissing) throw ending;
      if (round === rounds || !(error instanceof Busy)) throw error;
      await systemClock.sleep(pause, new AbortController().signal);
    }
  }
}

/** Waits for the lock while a session beside ends others. The attacker may end that session, too: it is opened anew. */
async function takeWhileEnding<Session extends AsyncDisposable>(force: Force<Session>): Promise<boolean> {
  let second = await force.beside();
  if (second === undefined) return await force.take(brief);
  const end = async () => {
    second ??= await force.beside();
    if (second === undefined) return false;
    try {
      await force.end(second);
      return true;
    } catch (error) {
      if (!(error instanceof RotationError)) throw error;
      await second[Symbol.asyncDispose]();
      second = undefined;
      return !(error instanceof PrivilegeMissing);
    }
  };
  try {
    return await whileGoingOn(end, () => force.take(patient));
  } finally {
    await second?.[Symbol.asyncDispose]();
  }
}

async function unlessDenied(ending: Promise<boolean>): Promise<boolean | PrivilegeMissing> {
  try {
    return await ending;
  } catch (error) {
    if (error instanceof PrivilegeMissing) return error;
    throw error;
  }
}
