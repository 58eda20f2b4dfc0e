import type { DatabaseSecret } from '../../shared/services/database/database-secret.ts';
import { enterAccount } from '../../shared/services/database/enter.ts';
import { configureSession } from '../../shared/services/postgresql/configure-session.ts';
import { logIn, type Session } from '../../shared/services/postgresql/connector.ts';
import { identifier } from '../../shared/services/postgresql/quoting.ts';
import { type Listed, listSessions, ownPid } from '../../shared/services/postgresql/sessions.ts';
import type { Context } from './context.ts';
import { namesOf } from './strategies/names.ts';
import { markOpened, requireOwnRole } from './strategies/own-role.ts';

type End = 'password null' | 'nologin password null';

/**
 * Lets nobody in as the other account until the next rotation gives it a password again. The server treats each attempt
 * like one with a wrong password. A login that needs no password still works. Throws StrangerInPlace if the account is
 * not shown to be this secret's.
 */
export async function disable(context: Context, account: string, how: End): Promise<void> {
  if ((await requireOwnRole(context, account)) === 'opened')
    await markOpened(context, await namesOf(context));
  await endPassword(context, account, how);
}

/** Ends the password of an account. Called with an account that is known to be this secret's. */
export async function endPassword({ acting }: Context, account: string, how: End): Promise<void> {
  const role = identifier(account);
  await acting.session.run(`alter role ${role} ${how}`, {
    what: `alter ${role}`,
    fix: `grant ${role} to ${identifier(acting.session.principal)} with admin option`,
  });
}

/** Opens a session of the account itself, in the database of the current value. */
export function enter({ access, dialling }: Context, value: DatabaseSecret): Promise<Session | undefined> {
  return enterAccount(logIn(dialling, { ...value, DBName: access.current.DBName }), configureSession);
}

/** Lists the sessions of an account, except those of this rotation. */
export async function others(
  { acting }: Context,
  session: Session,
  account: string,
): Promise<readonly Listed[]> {
  const own = await ownPid(acting.session);
  return (await listSessions(session, account)).filter(({ pid }) => pid !== own);
}

/**
 * Lists the sessions of the account of a value. If the value does not log in any more, the acting session still sees
 * how many there are.
 */
export async function sessionsOf(context: Context, value: DatabaseSecret): Promise<readonly Listed[]> {
  await using inside = await enter(context, value);
  return await others(context, inside ?? context.acting.session, value.AccountName);
}
