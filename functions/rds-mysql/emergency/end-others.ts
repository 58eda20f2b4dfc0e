import { Busy, PrivilegeMissing, RotationError } from '../../../shared/engine/rotation/errors.ts';
import { untilFree, whileGoingOn } from '../../../shared/services/database/beside.ts';
import type { Session } from '../../../shared/services/mysql/connector.ts';
import { endSessions } from '../../../shared/services/mysql/sessions.ts';
import type { Context } from '../context.ts';
import { remedy } from '../remedy.ts';
import { others } from '../sessions.ts';

/** Number of attempts at a change that a lock keeps waiting for too long. */
const attempts = 3;

/** A session that ends the others of an account: one of the account itself, or the admin's. */
export interface Ender {
  readonly account: string;
  readonly session: Session;
}

/** Returns the remedy by which the acting account may see the sessions of others, and end them. */
export function grantToEnd(context: Context): string {
  const right = context.configured.server.engine === 'mariadb' ? 'connection admin' : 'connection_admin';
  return remedy(context, `process, ${right} on *.*`);
}

/**
 * Ends the sessions of an account before its new value is set, except those of this rotation. Returns how many there
 * were. Returns 0 if the right to end them is missing, which the revocation reports.
 */
export async function endOthers(context: Context, session: Session, account: string): Promise<number> {
  try {
    return await endEach(context, { session, account });
  } catch (error) {
    if (error instanceof PrivilegeMissing) return 0;
    throw error;
  }
}

async function endEach(context: Context, { session, account }: Ender): Promise<number> {
  const { access, dialling } = context;
  const doomed = await others(context, session, account);
  const left = await endSessions(session, account, doomed, dialling.signal);
  access.ended(doomed.length - left.length);
  return doomed.length;
}

/** Makes a change that a session of the account may delay by a lock. Ends the sessions before each new attempt. */
export function untilUnlocked<Result>(
  change: () => Promise<Result>,
  end: () => Promise<unknown>,
): Promise<Result> {
  return untilFree(attempts, change, end);
}

/**
 * Makes a change while other sessions end those of the accounts, as often as they come back. A change that already
 * waits for a lock gets it before a new session does. Throws PrivilegeMissing if the sessions may not be ended and the
 * lock stays taken.
 */
export async function whileEnding<Result>(
  context: Context,
  enders: readonly Ender[],
  change: () => Promise<Result>,
): Promise<Result> {
  let denied: PrivilegeMissing | undefined;
  const end = async () => {
    try {
      for (const ender of enders) await endEach(context, ender);
    } catch (error) {
      if (error instanceof PrivilegeMissing) denied = error;
      else if (!(error instanceof RotationError)) throw error;
    }
    return denied === undefined;
  };
  try {
    return await whileGoingOn(end, () => untilFree(attempts, change));
  } catch (error) {
    throw error instanceof Busy ? (denied ?? error) : error;
  }
}
