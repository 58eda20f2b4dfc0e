import { Busy, PrivilegeMissing } from '../../engine/rotation/errors.ts';
import { systemClock } from '../../runtime/system-clock.ts';

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

/**
 * Ends whoever holds a lock, then takes it: as often as somebody else comes first. That a session may not be ended is
 * told only where it does not end by itself either. `end` answers whether anybody held it. True when one was not free at
 * once.
 */
export async function takeByForce(
  end: () => Promise<boolean>,
  take: () => Promise<boolean>,
): Promise<boolean> {
  let contended = false;
  for (let round = 1; ; round += 1) {
    const ending = await unlessDenied(end());
    contended ||= ending !== false;
    try {
      return (await take()) || contended;
    } catch (error) {
      if (ending instanceof PrivilegeMissing) throw ending;
      if (round === rounds || !(error instanceof Busy)) throw error;
      await systemClock.sleep(pause, new AbortController().signal);
    }
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
