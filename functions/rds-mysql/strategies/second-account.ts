import { secondOf } from '../../../shared/engine/credentials/turn.ts';
import {
  PolicyMalformed,
  PrivilegeMissing,
  Refused,
  RightsDiffer,
} from '../../../shared/engine/rotation/errors.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { configureSession } from '../../../shared/services/mysql/configure-session.ts';
import { logIn, type Session } from '../../../shared/services/mysql/connector.ts';
import type { Entry } from '../../../shared/services/mysql/entries.ts';
import { discarding, identified, setOwn } from '../../../shared/services/mysql/passwords.ts';
import {
  type Account,
  accountName,
  list,
  setting,
  sql,
  verbatim,
} from '../../../shared/services/mysql/quoting.ts';
import { readAuthority } from '../../../shared/services/mysql/rights/authority.ts';
import { copyRights } from '../../../shared/services/mysql/rights/copy-rights.ts';
import { findObstacles, withoutDropped } from '../../../shared/services/mysql/rights/obstacles.ts';
import { type Rights, readRights } from '../../../shared/services/mysql/rights/read-rights.ts';
import { markClause } from '../../../shared/services/mysql/second-account.ts';
import { asOne } from '../checks/as-one.ts';
import { type Context, type Inspection, unlessSet } from '../context.ts';
import { requireSameRights } from '../same-rights.ts';
import { longestName, unfitName } from '../secret.ts';
import { readSecond, requireOwnSecond, showOwnSecond } from './own-second-account.ts';
import { setSecondByApi } from './second-by-api.ts';

/**
 * Returns the account whose turn it is. Reads the previous version only if the current account is the one that the
 * policy names as the second.
 */
export async function nameOfSecond({ access }: Inspection): Promise<string> {
  const { AccountName } = access.current;
  const { secondAccount: second } = access.policy;
  const unfit = second === undefined ? undefined : unfitName(second);
  if (unfit !== undefined)
    throw new PolicyMalformed(access.secret, [`the name of the second account ${unfit}`]);
  const previous = AccountName === second ? (await access.previous())?.AccountName : undefined;
  return secondOf(AccountName, { second, previous }, longestName);
}

/**
 * Makes the second account accept the new value. If an admin acts, also lets it do whatever the current account may do.
 */
export async function setSecond(context: Context, next: DatabaseSecret, fresh: boolean): Promise<void> {
  if (context.acting.as === 'admin') return levelSecond(context, next, fresh);
  if (context.api) return setSecondByApi(context, context.api, next);
  if (context.acting.value.AccountName === next.AccountName)
    return takeTurn(context, context.acting, next, fresh);
  const known = await logInAsSecond(context, next, fresh);
  await using _ = known.session;
  await setAsSecond(context, known, next, fresh);
}

/** Sets the new value in a session of the second account, after comparing the rights of both accounts. */
export async function setAsSecond(
  context: Context,
  { value, session }: Known,
  next: DatabaseSecret,
  fresh: boolean,
): Promise<void> {
  // Compare before the password of the second account ends: nobody could level the rights afterwards.
  await requireSameRights(context, await configureSession(session, context.dialling.signal));
  await takeTurn(context, { value, session: context.dryRun?.wrap(session) ?? session }, next, fresh);
}

/**
 * An entry of the second account, with its wanted and its present rights. An entry that is still to be created has no
 * present rights.
 */
interface Levelled {
  readonly source: Entry;
  readonly second: Account;
  readonly wanted: Rights;
  readonly have: Rights | undefined;
}

/**
 * Levels the rights of the second account as the admin, then sets its password. Finds rights that the admin may not
 * give before it changes anything. If a right is missing all the same, the users of the second account have lost
 * nothing.
 */
async function levelSecond(context: Context, next: DatabaseSecret, fresh: boolean): Promise<void> {
  const { acting, configured, access, holding, entries: sources } = context;
  const { session } = acting;
  const present = await readSecond(context, next.AccountName);
  const [first, ...rest] = present;
  if (first) await showOwnSecond(context, [first, ...rest]);
  const watermark = markClause(configured.server, holding, next.AccountName);
  const all = await readLevelled(context, next.AccountName, present);
  const obstacle = asOne(await obstaclesIn(context, all));
  if (obstacle) throw obstacle;
  if (first) await requireOwnSecond(context, [first, ...rest]);
  const isShut = access.emergency || all.every(({ wanted }) => wanted.attributes.isLocked);
  // If somebody has locked some entries of the current account, those of the other one are locked, too.
  const locks = ({ wanted }: Levelled) => wanted.attributes.isLocked && !isShut;
  const entering = ({ source, second }: Levelled) =>
    sql`${second} ${identified(configured.server, next.AccountPassword, source.plugin)}`;
  for (const one of all) {
    const { second, wanted, have } = one;
    const lock = verbatim(locks(one) ? ' account lock' : '');
    if (!have)
      await session.query(setting(second.user, sql`create user ${entering(one)}${lock}${watermark}`));
    await copyRights(configured, wanted, second);
  }
  const seconds = all.filter(({ have }) => have !== undefined);
  if (seconds.length > 0)
    await unlessSet(context, next, fresh, async () => {
      for (const lock of ['lock', 'unlock']) {
        const some = seconds.filter((one) => locks(one) === (lock === 'lock'));
        // In one statement: if the lock were removed first, the earlier value would log in.
        const change = sql`alter user ${list(some.map(entering))}${verbatim(` account ${lock}`)}`;
        if (some.length > 0) await session.query(setting(next.AccountName, change));
      }
      const discard = discarding(
        configured.server,
        seconds.map(({ second }) => second),
      );
      if (discard) await session.query(discard);
    });
  const stray = present.filter((entry) => !isAmong(sources, entry));
  if (access.policy.host === undefined && stray.length > 0)
    await session.query(sql`alter user ${list(stray.map((one) => sql`${one}`))} account lock`);
}

/**
 * Reads the wanted and the present rights of each entry. In an emergency, leaves out rights that nobody can give any
 * more: whoever holds the leaked value may have dropped a table.
 */
async function readLevelled(
  { access, configured, entries }: Context,
  name: string,
  present: readonly Account[],
): Promise<readonly Levelled[]> {
  const levelled: Levelled[] = [];
  for (const source of entries) {
    const second = { user: name, host: source.host };
    const all = await readRights(configured, source);
    const have = isAmong(present, second) ? await readRights(configured, second) : undefined;
    const wanted = access.emergency ? await withoutDropped(configured, all, have) : all;
    levelled.push({ source, second, wanted, have });
  }
  return levelled;
}

/**
 * Finds what prevents the second account from being levelled. Called before a value is made; the same check is repeated
 * before the value is set.
 */
export async function findObstaclesOf(
  context: Context,
  name: string,
): Promise<readonly (PrivilegeMissing | RightsDiffer)[]> {
  return obstaclesIn(context, await readLevelled(context, name, await readSecond(context, name)));
}

/**
 * Returns the rights that the admin lacks, and those that nobody can give. Returns nothing in a plan, which has
 * reported them before.
 */
async function obstaclesIn(
  { access, configured, acting, dryRun }: Context,
  all: readonly Levelled[],
): Promise<readonly (PrivilegeMissing | RightsDiffer)[]> {
  if (access.emergency || dryRun) return [];
  const { principal } = acting.session;
  const authority = await readAuthority(configured);
  const denied: PrivilegeMissing[] = [];
  const impossible: RightsDiffer[] = [];
  for (const { second, wanted, have } of all) {
    const found = await findObstacles(configured, authority, wanted, have, second);
    denied.push(...found.denied.map(({ what, fix }) => new PrivilegeMissing(principal, what, fix)));
    if (found.impossible.length > 0) impossible.push(new RightsDiffer(accountName(second), found.impossible));
  }
  return [...denied, ...impossible];
}

function isAmong(entries: readonly Account[], { host }: Account): boolean {
  return entries.some((entry) => entry.host.toLowerCase() === host.toLowerCase());
}

export interface Known {
  readonly session: Session;
  readonly value: DatabaseSecret;
}

/**
 * Logs in as the second account. If an earlier attempt may have set the new value, tries that first. Throws Refused.
 */
export async function logInAsSecond(
  { access, dialling }: Context,
  next: DatabaseSecret,
  fresh: boolean,
): Promise<Known> {
  const previous = await access.previous();
  for (const value of fresh ? [previous] : [next, previous]) {
    if (value?.AccountName !== next.AccountName) continue;
    const session = await logIn(dialling, value);
    if (session !== 'refused') return { session, value };
  }
  throw new Refused(next.AccountName, 'previous');
}

function takeTurn(
  context: Context,
  { session, value }: Known,
  next: DatabaseSecret,
  fresh: boolean,
): Promise<void> {
  return unlessSet(context, next, fresh, () =>
    setOwn(session, context.configured.server, value.AccountPassword, next.AccountPassword),
  );
}
