import { LoginBlocked } from '../../../shared/engine/rotation/errors.ts';
import type { Verdict } from '../../../shared/engine/rotation/service.ts';
import { isSameLogin } from '../../../shared/services/database/acting.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { isErrno, isLockedByHand, limitReached } from '../../../shared/services/mysql/errors.ts';
import { verbatim } from '../../../shared/services/mysql/quoting.ts';
import { type Context, isAccepted } from '../context.ts';
import { isFull } from '../emergency/free-sessions.ts';
import { enter } from '../sessions.ts';

/**
 * Tries a value that should be refused. A failed login counts against the account, so it is made between two successful
 * ones. Returns 'untried' if the first failure would lock the account.
 */
export async function testRevoked(context: Context, value: DatabaseSecret): Promise<Verdict> {
  const { current } = context.access;
  if (value.AccountName !== current.AccountName) return attempt(context, value);
  if (isSameLogin(value, current)) return tryCurrent(context, value);
  if (await locksAtOnce(context)) return 'untried';
  const verdict = await attempt(context, value);
  await isAccepted(context, current);
  return verdict;
}

/**
 * Tries an old value that has been set again. If its places are all taken, that shows acceptance too: the server checks
 * them after the password.
 */
async function tryCurrent(context: Context, value: DatabaseSecret): Promise<Verdict> {
  try {
    return (await isAccepted(context, value)) ? 'accepted' : 'refused';
  } catch (error) {
    if (isErrno(error, ...limitReached)) return 'accepted';
    throw error;
  }
}

async function attempt(context: Context, value: DatabaseSecret): Promise<Verdict> {
  try {
    return (await isAccepted(context, value)) ? 'accepted' : 'refused';
  } catch (error) {
    if (isLockedByHand(error)) return 'refused';
    if (isFull(error)) return 'accepted';
    if (error instanceof LoginBlocked) return 'untried';
    throw error;
  }
}

/**
 * Returns whether one failed login locks the account. Logs in with the current value, which resets the count, and reads
 * how many failures are allowed.
 */
async function locksAtOnce(context: Context): Promise<boolean> {
  await using inside = await enter(context, context.access.current);
  if (!inside) return true;
  if (context.configured.server.engine === 'mariadb') {
    const [[most] = []] = await inside.query(verbatim('select @@max_password_errors'));
    return Number(most) < 2;
  }
  const [[text] = []] = await inside.query(verbatim('show create user current_user()'));
  return /FAILED_LOGIN_ATTEMPTS 1\b/.test(text ?? '');
}
