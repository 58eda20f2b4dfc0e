import { pairOf } from '../credentials/turn.ts';
import { AdminMismatch, Refused } from '../rotation/errors.ts';
import type { Access, Place } from '../rotation/service.ts';
import type { DatabaseSecret } from './database-secret.ts';

/** The session that acts on the server, and whose it is. */
export interface Acting<Session> {
  readonly session: Session;
  readonly as: 'admin' | 'current' | 'pending' | 'previous';
  readonly value: DatabaseSecret;
}

type LogIn<Session> = (value: DatabaseSecret) => Promise<Session | 'refused'>;

/**
 * The admin acts where the policy names one. Else the account itself does, with the current value; only where
 * that is refused, once with each other value the service may still hold. An account of its own with a single
 * password begins with the one that is expected, since the current one may be known to be gone. What comes of it:
 *
 * | the server accepts         | the account itself              | an admin, one account    | an admin, two accounts   |
 * |----------------------------|---------------------------------|--------------------------|--------------------------|
 * | current, pending or both   | rotated                         | rotated                  | rotated                  |
 * | previous only              | rotated; the current is mended  | rotated                  | rotated                  |
 * | none of them               | refused, after one try of each  | rotated                  | rotated                  |
 * | nobody, it is unreachable  | unreachable                     | unreachable              | unreachable              |
 * | account locked             | refused                         | refused                  | rotated to the other one |
 * | password expired           | refused                         | rotated: it is a new one | rotated (PostgreSQL: refused) |
 * | account dropped, renamed   | refused, after one try of each  | refused                  | refused                  |
 *
 * All leave service and stages untouched unless they say `rotated`. A pending version is gone on with, on a locked
 * account too; a pending stage left on the current version is ended first, with at most one more refused login, by
 * which the version is found that is to be the previous one.
 */
export async function openActing<Session>(
  access: Access<DatabaseSecret>,
  logIn: LogIn<Session>,
): Promise<Acting<Session>> {
  if (access.admin) return openAsAdmin(access, await access.admin(), logIn);
  const tried: DatabaseSecret[] = [];
  for (const as of order(access)) {
    const value = as === 'current' ? access.current : await access[as]();
    if (value === undefined || tried.some((other) => isSameLogin(other, value))) continue;
    const session = await logIn(value);
    if (session !== 'refused') return { session, as, value };
    tried.push(value);
  }
  throw new Refused(access.current.AccountName, 'current');
}

function order({ policy, expected }: Access<DatabaseSecret>) {
  const pendingFirst = policy.strategy === 'single-user' && expected === 'pending';
  return pendingFirst
    ? (['pending', 'current', 'previous'] as const)
    : (['current', 'pending', 'previous'] as const);
}

/** The host and port are compared before any login: an admin must not be led to another server. */
async function openAsAdmin<Session>(
  { secret, policy, current }: Access<DatabaseSecret>,
  admin: DatabaseSecret,
  logIn: LogIn<Session>,
): Promise<Acting<Session>> {
  const paths = differentService(current, admin);
  if (paths.length > 0) throw new AdminMismatch(secret, policy.adminSecret ?? 'named in its policy', paths);
  const session = await logIn(admin);
  if (session === 'refused') throw new Refused(admin.AccountName, "admin secret's current");
  return { session, as: 'admin', value: admin };
}

/** The server, and one name for both accounts of a pair; a tag that names another account does not count. */
export function place({ Endpoint, Port, AccountName }: DatabaseSecret): Place {
  return { server: `${Endpoint.toLowerCase()}:${Port}`, account: pairOf(AccountName) };
}

/** The paths in which two values do not open the same server. */
export function differentService(one: DatabaseSecret, other: DatabaseSecret): string[] {
  const host = one.Endpoint.toLowerCase() === other.Endpoint.toLowerCase() ? [] : ['Endpoint'];
  return one.Port === other.Port ? host : [...host, 'Port'];
}

/** Whether two values log in by the same name and password. */
export function isSameLogin(one: DatabaseSecret, other: DatabaseSecret): boolean {
  return one.AccountName === other.AccountName && one.AccountPassword.equals(other.AccountPassword);
}
