import { Busy, PrivilegeMissing, RotationError } from '../../../shared/engine/rotation/errors.ts';
import { untilFree, whileGoingOn } from '../../../shared/services/database/beside.ts';
import type { Session } from '../../../shared/services/mysql/connector.ts';
import { endSessions } from '../../../shared/services/mysql/sessions.ts';
import type { Context } from '../context.ts';
import { remedy } from '../remedy.ts';
import { others } from '../sessions.ts';

/** How often a change is begun again that a lock has kept waiting for too long. */
const attempts = 3;

/** Who ends the sessions of an account: one of its own, or the admin. */
export interface Ender {
  readonly account: string;
  readonly session: Session;
}

/** The statement that lets who acts see the sessions of others, and end them. */
export function grantToEnd(context: Context): string {
  const right = context.configured.server.engine === 'mariadb' ? 'connection admin' : 'connection_admin';
  return remedy(context, `process, ${right} on *.*`);
}

/**
 * Ends the sessions of an account but those of this pass, before its new value is set, and answers how many there were.
 * Who may not end them is told so by the eviction.
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

/** Makes a change that a session of the account may keep waiting, by a lock that it has taken in between. */
export function untilUnlocked<Result>(
  change: () => Promise<Result>,
  end: () => Promise<unknown>,
): Promise<Result> {
  return untilFree(attempts, change, end);
}

/**
 * The same, while another session ends those of the accounts, as often as they come back: who has waited for a lock stands
 * before whoever comes anew. Where it may not end them and the lock stays taken, that is what is told.
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
