import type { Session } from '../../shared/databases/mysql/connector.ts';
import { endSessions } from '../../shared/databases/mysql/sessions.ts';
import { Busy, PrivilegeMissing, RotationError } from '../../shared/rotation/errors.ts';
import { systemClock } from '../../shared/runtime/clock.ts';
import type { Opened } from './opened.ts';
import { others } from './who.ts';

/** How often a change is begun again that a lock has kept waiting for too long. */
const attempts = 3;
/** Milliseconds between two looks at who has come back. */
const pause = 100;

/** Who ends the sessions of an account: one of its own, or the admin. */
export interface Ender {
  readonly account: string;
  readonly session: Session;
}

/**
 * Ends the sessions of an account but those of this pass, before its new value is set, and answers how many there were.
 * Who may not end them is told so by the eviction.
 */
export async function endOthers(opened: Opened, session: Session, account: string): Promise<number> {
  try {
    return await endEach(opened, session, account);
  } catch (error) {
    if (error instanceof PrivilegeMissing) return 0;
    throw error;
  }
}

async function endEach(opened: Opened, session: Session, account: string): Promise<number> {
  const { access, dialling } = opened;
  const doomed = await others(opened, session, account);
  const left = await endSessions(session, account, doomed, dialling.signal);
  access.ended(doomed.length - left.length);
  return doomed.length;
}

/** Makes a change that a session of the account may keep waiting, by a lock that it has taken in between. */
export async function untilUnlocked<Result>(
  change: () => Promise<Result>,
  end: () => Promise<unknown>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1)
    try {
      return await change();
    } catch (error) {
      if (attempt === attempts || !(error instanceof Busy)) throw error;
      await end();
    }
}

/**
 * The same, while another session ends those of the accounts, as often as they come back: who has waited for a lock stands
 * before whoever comes anew. Where it may not end them and the lock stays taken, that is what is told.
 */
export async function whileEnding<Result>(
  opened: Opened,
  enders: readonly Ender[],
  change: () => Promise<Result>,
): Promise<Result> {
  let isDone = false;
  let denied: PrivilegeMissing | undefined;
  const end = async () => {
    while (!isDone && denied === undefined) {
      try {
        for (const { session, account } of enders) await endEach(opened, session, account);
      } catch (error) {
        if (error instanceof PrivilegeMissing) denied = error;
        else if (!(error instanceof RotationError)) throw error;
      }
      await systemClock.sleep(pause, new AbortController().signal);
    }
  };
  const ending = end();
  try {
    return await untilUnlocked(change, async () => {});
  } catch (error) {
    throw error instanceof Busy ? (denied ?? error) : error;
  } finally {
    isDone = true;
    await ending;
  }
}

/** Another session of who acts, which has nothing else to do; nothing where there is no place for it. */
export async function secondOf(session: Session): Promise<Session | undefined> {
  try {
    const login = await session.again();
    return login === 'refused' ? undefined : login;
  } catch (error) {
    if (error instanceof RotationError) return undefined;
    throw error;
  }
}
