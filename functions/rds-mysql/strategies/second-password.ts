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
 * Makes an account accept the new password beside the current one. To retain a password pushes out the one that
 * was retained before, so the current one must be the primary one at that moment: else a repetition, or a change
 * that somebody else made, would shut out who uses it.
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
  // Not the value that let this session in: were the previous one retained, it would be left without a stage.
  return unlessSet(context, next, fresh, () =>
    retainOwn(context, current.AccountPassword, next.AccountPassword),
  );
}

/** MariaDB is told both passwords, whatever it had: the same statement is right any number of times. */
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
 * The states, in this order: the current password is the primary one; an earlier attempt has made the new one so;
 * the primary one is another, and the current one the retained one or, where the previous value let this session
 * in, none of the two. None of it costs a login.
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
    // An account that remembers its passwords takes none of them again: the retained one stays what it is.
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
 * The admin cannot see which password is the primary one, and need not: without `retain`, a change leaves the
 * retained one alone, so that the current password is accepted all along, from whichever state this starts.
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
    // The server turns down a password that was used before, or one that its policy no longer likes.
    if (!isErrno(error, brokenHistory, brokenPolicy)) throw error;
    if (!fresh && (await isAccepted(context, next))) return;
  }
  await unlessSet(context, next, fresh, () =>
    acting.session.query(alterUsers(entries, retaining(next.AccountPassword))),
  );
}
