import { Busy, PrivilegeMissing } from '../../../shared/engine/rotation/errors.ts';
import { afterChange, ours } from '../../../shared/engine/rotation/internal-error.ts';
import { secondOf } from '../../../shared/services/database/beside.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
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

/** An account that is to be shut: all its entries, those that let in before, and the stored value that may. */
interface Door {
  readonly value: DatabaseSecret;
  readonly entries: readonly Entry[];
  readonly open: readonly Entry[];
}

/**
 * The admin locks the accounts, ends their sessions, sets the value, and lets in again whoever has it. A lock alone leaves
 * sessions that could change the password; without a lock they would come back. Of two accounts the one that has been in use
 * stays locked: the eviction disables it. Where the value cannot be set, both let in again as far as they did before.
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
      // Where the lock stays, nobody gets in.
      await turn(context, open, 'unlock').catch(() => ours(error).raiseAftermath('unknown'));
      throw error;
    }
    if (isOwn) await afterChange('applied', () => turn(context, own.open, 'unlock'));
  } finally {
    await close(enders.filter(({ session }) => session !== acting.session));
  }
}

/** An admin who may end sessions does so. For another one, a session of each account ends the others of it, which takes no privilege. */
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

/** Who sees the sessions of others, and may end them. */
function mayEnd(privileges: ReadonlySet<string>): boolean {
  const ending = ['CONNECTION_ADMIN', 'CONNECTION ADMIN', 'SUPER'];
  return holds(privileges, 'PROCESS') && ending.some((privilege) => holds(privileges, privilege));
}

function mayNotEnd(context: Context, cause: Busy): PrivilegeMissing {
  const { principal } = context.acting.session;
  return new PrivilegeMissing(principal, 'end who keeps it waiting', grantToEnd(context), cause);
}

/** The entries that nobody has locked by hand; where all are locked, an emergency that was cut short has done it. */
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
  // One that was disabled has the password of a version that was current then, and may be the leaked one.
  for (const entry of entries)
    if (!(await readAttributes(context.configured, entry)).isLocked) open.push(entry);
  return [{ value, entries, open }];
}

/** As the account is locked, nobody misses the password that is retained. */
async function setOnly(context: Context, next: DatabaseSecret, fresh: boolean): Promise<void> {
  const { acting, configured, entries } = context;
  const discard = discarding(configured.server, entries);
  if (discard) await acting.session.query(discard);
  try {
    await acting.session.query(alterUsers(entries, identified(configured.server, next.AccountPassword)));
  } catch (error) {
    // An earlier attempt has set it, and the account remembers its passwords: the proof tells.
    if (fresh || !isErrno(error, brokenHistory)) throw error;
  }
}

async function turn({ acting }: Context, entries: readonly Entry[], how: 'lock' | 'unlock'): Promise<void> {
  const names = list(entries.map((entry) => sql`${entry}`));
  await acting.session.query(sql`alter user ${names} ${verbatim(`account ${how}`)}`);
}
