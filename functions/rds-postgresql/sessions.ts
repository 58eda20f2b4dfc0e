import { LoginBlocked } from '../../shared/engine/rotation/errors.ts';
import type { DatabaseSecret } from '../../shared/services/database/database-secret.ts';
import { configureSession } from '../../shared/services/postgresql/configure-session.ts';
import { logIn, type Session } from '../../shared/services/postgresql/connector.ts';
import { identifier } from '../../shared/services/postgresql/quoting.ts';
import { type Listed, listSessions, ownPid } from '../../shared/services/postgresql/sessions.ts';
import type { Context } from './context.ts';
import { namesOf } from './strategies/names.ts';
import { markOpened, requireOwnRole } from './strategies/own-role.ts';

type End = 'password null' | 'nologin password null';

/**
 * Lets nobody in as the other account until the next rotation gives it a password again. Without one, each try is
 * answered as a wrong one is, and who may log in without a password still does. Throws StrangerInPlace where the account
 * is not shown to be this secret's.
 */
export async function disable(context: Context, account: string, how: End): Promise<void> {
  if ((await requireOwnRole(context, account)) === 'opened')
    await markOpened(context, await namesOf(context));
  await endPassword(context, account, how);
}

/** Called with an account that is known for this secret's. */
export async function endPassword({ acting }: Context, account: string, how: End): Promise<void> {
  const role = identifier(account);
  await acting.session.run(`alter role ${role} ${how}`, {
    what: `alter ${role}`,
    fix: `grant ${role} to ${identifier(acting.session.principal)} with admin option`,
  });
}

/** A session of the account itself: it sees and may end its other sessions, for which an admin needs privileges. */
export async function enter(
  { access, dialling }: Context,
  value: DatabaseSecret,
): Promise<Session | undefined> {
  try {
    const login = await logIn(dialling, { ...value, DBName: access.current.DBName });
    if (login === 'refused') return undefined;
    await configureSession(login);
    return login;
  } catch (error) {
    if (error instanceof LoginBlocked) return undefined;
    throw error;
  }
}

/** The sessions of an account without those of this pass. */
export async function others(
  { acting }: Context,
  session: Session,
  account: string,
): Promise<readonly Listed[]> {
  const own = await ownPid(acting.session);
  return (await listSessions(session, account)).filter(({ pid }) => pid !== own);
}

/** Where nobody gets in with the value any more, the acting session still sees how many there are. */
export async function sessionsOf(context: Context, value: DatabaseSecret): Promise<readonly Listed[]> {
  await using inside = await enter(context, value);
  return await others(context, inside ?? context.acting.session, value.AccountName);
}
