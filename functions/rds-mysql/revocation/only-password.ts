import { Busy, PrivilegeMissing } from '../../../shared/engine/rotation/errors.ts';
import type { Sensitive } from '../../../shared/runtime/sensitive.ts';
import type { ConfiguredSession } from '../../../shared/services/mysql/configure-session.ts';
import { brokenHistory, isErrno, privilegeRefused } from '../../../shared/services/mysql/errors.ts';
import { alterUsers, discarding, identified, replaceOwn } from '../../../shared/services/mysql/passwords.ts';
import { type Account, list, sql, verbatim } from '../../../shared/services/mysql/quoting.ts';
import { readingAccounts } from '../../../shared/services/mysql/rights/reading-accounts.ts';
import { words } from '../../../shared/services/mysql/rights/show-text.ts';
import type { Context } from '../context.ts';
import { isPrimary } from '../rollback.ts';

/**
 * Whether one password of the account is the only one that lets it in.
 *
 * `hidden`: the account has a password history, and the server refuses each password before it compares (tried on MySQL
 * 9.7). The next rotation pushes the other one out. `unseen`: nobody here may discard a second password, or see whether
 * there is one. `second`: there is one, which only an admin can remove.
 */
export type Only = 'only' | 'hidden' | 'unseen' | 'second';

/**
 * Makes the current password the only one of the account. Checks first that the current one is not the retained one,
 * since discarding that would lock everybody out.
 */
export async function keepOnlyCurrent(context: Context): Promise<Only> {
  const { acting, access, configured, entries } = context;
  const { AccountPassword } = access.current;
  if (acting.as !== 'admin') return keepOnlyOwn(context, configured, AccountPassword);
  const { server, session } = configured;
  if (server.engine === 'mariadb') {
    await session.query(alterUsers(entries, identified(server, AccountPassword)));
    return 'only';
  }
  const discard = discarding(server, entries);
  if (!discard) return 'only';
  const isFirst = await unlessRemembered(isPrimary(context, access.current));
  if (isFirst === undefined) return (await isRetained(configured, entries)) === false ? 'only' : 'hidden';
  requireFirst(context, isFirst);
  await session.query(discard);
  return 'only';
}

/** Does the same as `keepOnlyCurrent` in a session of the account itself, whose password is given. */
export async function keepOnlyOwn(
  context: Context,
  configured: ConfiguredSession,
  password: Sensitive,
): Promise<Only> {
  const { server, session, account } = configured;
  if (server.engine === 'mariadb') return keepOneMethod(configured, password);
  const discard = discarding(server, [account]);
  if (!discard) return 'only';
  const isFirst = await unlessRemembered(replaceOwn(session, password, password));
  if (isFirst !== undefined) {
    requireFirst(context, isFirst);
    if (await isAllowed(session.query(discard))) return 'only';
  }
  const retained = await isRetained(configured, [account]);
  if (retained === false) return 'only';
  if (isFirst === undefined) return 'hidden';
  return retained ? 'second' : 'unseen';
}

/**
 * Removes a second login method on MariaDB, which shows every account its own methods. Adding or removing a method
 * needs CREATE USER.
 */
async function keepOneMethod(
  { server, session, account }: ConfiguredSession,
  password: Sensitive,
): Promise<Only> {
  const [[text] = []] = await session.query(verbatim('show create user current_user()'));
  if (!words(text ?? '').includes('OR')) return 'only';
  return (await isAllowed(session.query(alterUsers([account], identified(server, password)))))
    ? 'only'
    : 'second';
}

/** Returns whether the table of accounts shows a retained password, or undefined if the table may not be read. */
async function isRetained(
  { session, account: own }: ConfiguredSession,
  [first, ...others]: readonly Account[],
): Promise<boolean | undefined> {
  if (first === undefined) return false;
  const hosts = list([first, ...others].map(({ host }) => sql`${host}`));
  try {
    const rows = await session.query(
      sql`
        select 1
        from mysql.user
        where user = ${first.user}
          and host in (${hosts})
          and json_contains_path(user_attributes, 'one', '$.additional_password')`,
      readingAccounts(own),
    );
    return rows.length > 0;
  } catch (error) {
    if (error instanceof PrivilegeMissing) return undefined;
    throw error;
  }
}

/** Makes a change, and returns whether the acting account may make it at all. */
export async function isAllowed(change: Promise<unknown>): Promise<boolean> {
  try {
    await change;
    return true;
  } catch (error) {
    if (isErrno(error, privilegeRefused)) return false;
    throw error;
  }
}

async function unlessRemembered(looking: Promise<boolean>): Promise<boolean | undefined> {
  try {
    return await looking;
  } catch (error) {
    if (isErrno(error, brokenHistory)) return undefined;
    throw error;
  }
}

function requireFirst({ access }: Context, isFirst: boolean): void {
  if (!isFirst) throw new Busy(access.secret, 'the current password of the account is not its primary one');
}
