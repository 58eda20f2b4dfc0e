import { Busy } from '../../../shared/engine/rotation/errors.ts';
import type { Sensitive } from '../../../shared/runtime/sensitive.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { brokenHistory, brokenPolicy, isErrno } from '../../../shared/services/mysql/errors.ts';
import {
  alterUsers,
  either,
  identified,
  replaceOwn,
  retaining,
} from '../../../shared/services/mysql/passwords.ts';
import { sql } from '../../../shared/services/mysql/quoting.ts';
import { type Context, isAccepted, unlessSet } from '../context.ts';

/**
 * Makes an account accept the new password beside the current one. Retaining a password pushes out the one retained
 * before, so the current one must be primary at that moment. Otherwise a repetition, or a change by somebody else,
 * would lock out whoever uses it.
 */
export async function setSecondPassword(
  context: Context,
  next: DatabaseSecret,
  fresh: boolean,
): Promise<void> {
  const { acting, access, configured } = context;
  const { current } = access;
  if (configured.server.engine === 'mariadb') return keepBoth(context, next, current);
  if (acting.as === 'admin') return retainAsAdmin(context, next, current, fresh);
  if (acting.value.AccountPassword.equals(next.AccountPassword)) return;
  // Retain the current value, not the one that let this session in: a retained previous value would be left without a
  // stage.
  return unlessSet(context, next, fresh, () =>
    retainOwn(context, current.AccountPassword, next.AccountPassword),
  );
}

/** Sets both passwords on MariaDB, whatever it had before. The same statement is right any number of times. */
export async function keepBoth(
  context: Context,
  next: DatabaseSecret,
  beside: DatabaseSecret,
): Promise<void> {
  const { acting, entries } = context;
  const clause = either(next.AccountPassword, beside.AccountPassword);
  await acting.session.query(alterUsers(entries, clause));
}

/**
 * Sets the new password and retains the current one, in a session of the account. The states, in this order: the
 * current password is primary; an earlier attempt has made the new one primary; another one is primary. In the third
 * state the current one is retained or, if the previous value let this session in, neither of the two. No state costs a
 * login.
 */
export async function retainOwn(
  { acting, access }: Context,
  current: Sensitive,
  next: Sensitive,
): Promise<void> {
  const { session } = acting;
  if (await replaceOwn(session, current, next, 'retain current password')) return;
  if (await replaceOwn(session, next, next)) return;
  try {
    await session.query(sql`alter user user() identified by ${current}`);
  } catch (error) {
    // A password history refuses all known passwords: the retained one stays as it is.
    if (!isErrno(error, brokenHistory)) throw error;
    await session.query(sql`alter user user() identified by ${next}`);
    session.renew(next);
    return;
  }
  session.renew(current);
  if (await replaceOwn(session, current, next, 'retain current password')) return;
  throw new Busy(access.secret, 'somebody else is changing the password of the account');
}

/**
 * Sets the new password and retains the current one, as the admin. The admin cannot see which password is primary, and
 * need not: a change without `retain` leaves the retained one alone. So the current password is accepted all along,
 * whatever the first state.
 */
export async function retainAsAdmin(
  context: Context,
  next: DatabaseSecret,
  beside: DatabaseSecret,
  fresh: boolean,
): Promise<void> {
  const { acting, configured, entries } = context;
  const current = identified(configured.server, beside.AccountPassword);
  try {
    await acting.session.query(alterUsers(entries, current));
  } catch (error) {
    // The server refuses a password that was used before, or that its policy no longer allows.
    if (!isErrno(error, brokenHistory, brokenPolicy)) throw error;
    if (!fresh && (await isAccepted(context, next))) return;
  }
  await unlessSet(context, next, fresh, () =>
    acting.session.query(alterUsers(entries, retaining(next.AccountPassword))),
  );
}
