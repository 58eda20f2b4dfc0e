import { Barred } from '../../../shared/engine/rotation/errors.ts';
import type { Verdict } from '../../../shared/engine/rotation/service.ts';
import { isSameLogin } from '../../../shared/services/database/acting.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { isErrno, isLockedByHand, limitReached } from '../../../shared/services/mysql/errors.ts';
import { verbatim } from '../../../shared/services/mysql/quoting.ts';
import { isAccepted, type Opened } from '../context.ts';
import { isFull } from '../emergency/free-sessions.ts';
import { enter } from '../sessions.ts';

/**
 * A failed login counts against the account: it is made between two good ones, and not at all where the first
 * would lock it.
 */
export async function tryOld(opened: Opened, value: DatabaseSecret): Promise<Verdict> {
  const { current } = opened.access;
  if (value.AccountName !== current.AccountName) return attempt(opened, value);
  if (isSameLogin(value, current)) return tryCurrent(opened, value);
  if (await locksAtOnce(opened)) return 'untried';
  const verdict = await attempt(opened, value);
  await isAccepted(opened, current);
  return verdict;
}

/** One that was set again. Where its places are taken, that shows it, too: the server looks at them after the password. */
async function tryCurrent(opened: Opened, value: DatabaseSecret): Promise<Verdict> {
  try {
    return (await isAccepted(opened, value)) ? 'accepted' : 'refused';
  } catch (error) {
    if (isErrno(error, ...limitReached)) return 'accepted';
    throw error;
  }
}

async function attempt(opened: Opened, value: DatabaseSecret): Promise<Verdict> {
  try {
    return (await isAccepted(opened, value)) ? 'accepted' : 'refused';
  } catch (error) {
    if (isLockedByHand(error)) return 'refused';
    if (isFull(error)) return 'accepted';
    if (error instanceof Barred) return 'untried';
    throw error;
  }
}

/** Logs in with the current value, which starts the count anew, and reads how many failed logins are let pass. */
async function locksAtOnce(opened: Opened): Promise<boolean> {
  await using inside = await enter(opened, opened.access.current);
  if (!inside) return true;
  if (opened.settled.server.engine === 'mariadb') {
    const [[most] = []] = await inside.query(verbatim('select @@max_password_errors'));
    return Number(most) < 2;
  }
  const [[text] = []] = await inside.query(verbatim('show create user current_user()'));
  return /FAILED_LOGIN_ATTEMPTS 1\b/.test(text ?? '');
}
