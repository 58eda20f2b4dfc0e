import { Busy, PrivilegeMissing } from '../../../shared/engine/rotation/errors.ts';
import { afterChange, ours } from '../../../shared/engine/rotation/internal-error.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { secondOf } from '../../../shared/services/database/enter.ts';
import type { Entry } from '../../../shared/services/mysql/entries.ts';
import { brokenHistory, isErrno } from '../../../shared/services/mysql/errors.ts';
import { disableEvents } from '../../../shared/services/mysql/events.ts';
import { alterUsers, discarding, identified } from '../../../shared/services/mysql/passwords.ts';
import { list, sql, verbatim } from '../../../shared/services/mysql/quoting.ts';
import { holds, readAttributes } from '../../../shared/services/mysql/rights/read-rights.ts';
import { readSources } from '../checks/fit.ts';
import type { Context } from '../context.ts';
import { readSecond, requireOwnSecond } from '../strategies/own-second-account.ts';
import { type Ender, endOthers, grantToEnd, whileEnding } from './end-others.ts';
import { enterFull } from './free-sessions.ts';

/**
 * An account to be locked: all its entries, those that were not locked before, and the stored value that may log in.
 */
interface Door {
  readonly value: DatabaseSecret;
  readonly entries: readonly Entry[];
  readonly open: readonly Entry[];
}

/**
 * Locks the accounts as the admin, ends their sessions, sets the value, and unlocks the account that has it. A lock
 * alone leaves sessions that could change the password; without a lock, they would come back. Of two accounts, the one
 * in use until now stays locked, and the revocation disables it. If the value cannot be set, both accounts are unlocked
 * as far as they were before.
 */
export async function shutOut(
  context: Context,
  next: DatabaseSecret,
  fresh: boolean,
  set: () => Promise<void>,
): Promise<void> {
  const { acting, access, configured, entries } = context;
  const isOwn = next.AccountName === access.current.AccountName;
  const own = { value: access.current, entries, open: await unlocked(context) };
  const doors = isOwn ? [own] : [own, ...(await doorsOfTwin(context, next, fresh))];
  const all = doors.flatMap((door) => door.entries);
  const enders = await endersOf(context, doors);
  const endAll = async () => {
    for (const { session, account } of enders) await endOthers(context, session, account);
  };
  try {
    await endAll();
    await whileEnding(context, enders, () => turn(context, all, 'lock'));
    try {
      await disableEvents(acting.session, all, configured.account, access.disabled);
      await endAll();
      await (isOwn ? setOnly(context, next, fresh) : set());
    } catch (error) {
      const open = doors.flatMap((door) => door.open);
      // If the lock stays, nobody can log in.
      await turn(context, open, 'unlock').catch(() => ours(error).raiseAftermath('unknown'));
      throw error;
    }
    if (isOwn) await afterChange('applied', () => turn(context, own.open, 'unlock'));
  } finally {
    await close(enders.filter(({ session }) => session !== acting.session));
  }
}

/**
 * Returns the sessions that end others. An admin who may end sessions does so. Otherwise a session of each account ends
 * the others of that account, which needs no privilege.
 */
async function endersOf(context: Context, doors: readonly Door[]): Promise<readonly Ender[]> {
  const { acting, privileges } = context;
  if (mayEnd(privileges)) {
    const session = (await secondOf(acting.session)) ?? acting.session;
    return doors.map(({ value }) => ({ account: value.AccountName, session }));
  }
  const enders: Ender[] = [];
  try {
    for (const { value } of doors) {
      const inside = await enterFull(context, value);
      const session = inside === 'full' || inside === undefined ? acting.session : inside;
      enders.push({ account: value.AccountName, session });
    }
    return enders;
  } catch (error) {
    await close(enders.filter(({ session }) => session !== acting.session));
    throw error instanceof Busy ? mayNotEnd(context, error) : error;
  }
}

async function close(enders: readonly Ender[]): Promise<void> {
  for (const session of new Set(enders.map((ender) => ender.session))) await session[Symbol.asyncDispose]();
}

/** Returns whether the privileges allow an account to see the sessions of others and to end them. */
function mayEnd(privileges: ReadonlySet<string>): boolean {
  const ending = ['CONNECTION_ADMIN', 'CONNECTION ADMIN', 'SUPER'];
  return holds(privileges, 'PROCESS') && ending.some((privilege) => holds(privileges, privilege));
}

function mayNotEnd(context: Context, cause: Busy): PrivilegeMissing {
  const { principal } = context.acting.session;
  return new PrivilegeMissing(principal, 'end the sessions that block it', grantToEnd(context), cause);
}

/** Returns the entries that nobody has locked by hand. If all are locked, an interrupted emergency has locked them. */
async function unlocked(context: Context): Promise<readonly Entry[]> {
  const sources = await readSources(context);
  const open = sources.filter(({ rights }) => !rights.attributes.isLocked).map(({ entry }) => entry);
  return open.length > 0 ? open : context.entries;
}

async function doorsOfTwin(context: Context, next: DatabaseSecret, fresh: boolean): Promise<readonly Door[]> {
  const [first, ...rest] = await readSecond(context, next.AccountName);
  if (first === undefined) return [];
  await requireOwnSecond(context, [first, ...rest]);
  const previous = await context.access.previous();
  const value = fresh && previous?.AccountName === next.AccountName ? previous : next;
  const entries = [first, ...rest];
  const open: Entry[] = [];
  // A disabled account has the password of the version that was current then, which may be the leaked one.
  for (const entry of entries)
    if (!(await readAttributes(context.configured, entry)).isLocked) open.push(entry);
  return [{ value, entries, open }];
}

/**
 * Sets the only password of the account. Discards the retained one, which nobody misses while the account is locked.
 */
async function setOnly(context: Context, next: DatabaseSecret, fresh: boolean): Promise<void> {
  const { acting, configured, entries } = context;
  const discard = discarding(configured.server, entries);
  if (discard) await acting.session.query(discard);
  try {
    await acting.session.query(alterUsers(entries, identified(configured.server, next.AccountPassword)));
  } catch (error) {
    // An earlier attempt may have set it, so that the password history refuses it: the proof decides.
    if (fresh || !isErrno(error, brokenHistory)) throw error;
  }
}

async function turn({ acting }: Context, entries: readonly Entry[], how: 'lock' | 'unlock'): Promise<void> {
  const names = list(entries.map((entry) => sql`${entry}`));
  await acting.session.query(sql`alter user ${names} ${verbatim(`account ${how}`)}`);
}
