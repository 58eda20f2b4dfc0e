import { PrivilegeMissing } from '../../../shared/engine/rotation/errors.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import type { Session } from '../../../shared/services/mysql/connector.ts';
import type { Entry } from '../../../shared/services/mysql/entries.ts';
import { isErrno, limitReached, tooManyConnections } from '../../../shared/services/mysql/errors.ts';
import { sql, verbatim } from '../../../shared/services/mysql/quoting.ts';
import { readAttributes } from '../../../shared/services/mysql/rights/read-rights.ts';
import type { Context } from '../context.ts';
import { enter } from '../sessions.ts';
import { readSecond } from '../strategies/own-second-account.ts';

/** A limit above the number of sessions that anybody opens. MariaDB stores it as a signed number. */
const most = '2147483647';
const limit = 'MAX_USER_CONNECTIONS';

/** Returns whether a login failed with the right password, because no place was free for it. */
export function isFull(error: unknown): boolean {
  return isErrno(error, ...limitReached, tooManyConnections);
}

/** Returns advice for the operator if sessions that cannot log in again take all places of an account. */
export function takenPlaces(account: string): string {
  return `other sessions use all connections of ${account}, and only an admin can end them: name one who may read the accounts (grant select on mysql.*) in the tag rotation:admin-secret`;
}

/**
 * Opens a session of the account, which sees and may end all others of it. If they take all its places, an admin lifts
 * the limit of the account for the moment of the login. Returns undefined if the value does not log in, and `full` if
 * no place can be made.
 */
export async function enterFull(
  context: Context,
  value: DatabaseSecret,
): Promise<Session | 'full' | undefined> {
  const again = () =>
    enter(context, value).catch((error: unknown) => {
      if (isFull(error)) return 'full' as const;
      throw error;
    });
  const session = await again();
  if (session !== 'full' || context.acting.as !== 'admin') return session;
  return (await withoutLimit(context, value.AccountName, again)) ?? 'full';
}

/**
 * Does the work without the limit of the account. Returns undefined if the admin cannot read the limit, since it could
 * not be restored then.
 */
async function withoutLimit<Result>(
  context: Context,
  account: string,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  const limits = await readLimits(context, account);
  const put = (entry: Entry, value: string) =>
    context.acting.session.query(sql`alter user ${entry} with ${verbatim(`${limit} ${value}`)}`);
  if (limits.length === 0) return undefined;
  try {
    for (const { entry } of limits) await put(entry, most);
    return await work();
  } finally {
    for (const { entry, value } of limits) await put(entry, value);
  }
}

async function readLimits(context: Context, account: string) {
  const { access, entries, configured } = context;
  const limits: { readonly entry: Entry; readonly value: string }[] = [];
  try {
    for (const entry of account === access.current.AccountName ? entries : await readSecond(context, account))
      limits.push({ entry, value: (await readAttributes(configured, entry)).options.get(limit) ?? '0' });
    return limits;
  } catch (error) {
    if (error instanceof PrivilegeMissing) return [];
    throw error;
  }
}
