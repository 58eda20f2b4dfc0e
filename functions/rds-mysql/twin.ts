import { twinOf } from '../../shared/credentials/turn.ts';
import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { logIn, type Session } from '../../shared/databases/mysql/connector.ts';
import { readEntries } from '../../shared/databases/mysql/entries.ts';
import { alterUsers, discarding, identified, setOwn } from '../../shared/databases/mysql/passwords.ts';
import { type Account, sql, verbatim, withClause } from '../../shared/databases/mysql/quoting.ts';
import { copyRights } from '../../shared/databases/mysql/rights/copy-rights.ts';
import { readRights } from '../../shared/databases/mysql/rights/read-rights.ts';
import { markClause } from '../../shared/databases/mysql/second-account.ts';
import { settle } from '../../shared/databases/mysql/settle.ts';
import { Refused } from '../../shared/rotation/errors.ts';
import { type Looked, type Opened, unlessSet } from './opened.ts';
import { requireSameRights } from './same-rights.ts';
import { longestName } from './secret.ts';

/** Whose turn it is. The previous version is read only where the policy's own name for the twin leaves it open. */
export async function twinName({ access }: Looked): Promise<string> {
  const { AccountName } = access.current;
  const { secondAccount: twin } = access.policy;
  const previous = AccountName === twin ? (await access.previous())?.AccountName : undefined;
  return twinOf(AccountName, { twin, previous }, longestName);
}

/** Makes the second account accept the new value and, where an admin acts, do whatever the current one may. */
export async function setTwin(opened: Opened, next: DatabaseSecret, fresh: boolean): Promise<void> {
  if (opened.acting.as === 'admin') return levelTwin(opened, next, fresh);
  if (opened.acting.value.AccountName === next.AccountName) return takeTurn(opened, opened.acting, next);
  const { rehearse = (session) => session } = opened;
  const { value, session: login } = await logInAsTwin(opened, next, fresh);
  await using session = login;
  // Before the password of the twin ends: nobody could level the rights afterwards.
  await requireSameRights(opened, await settle(session, opened.dialling.signal));
  await takeTurn(opened, { value, session: rehearse(session) }, next);
}

/**
 * The rights are levelled before the password is changed: should a right be missing that the admin cannot give,
 * the twin's own users have lost nothing.
 */
async function levelTwin(opened: Opened, next: DatabaseSecret, fresh: boolean): Promise<void> {
  const { acting, settled, access, holding, entries: sources } = opened;
  const { session } = acting;
  const present = await readEntries(settled, next.AccountName);
  const mark = markClause(settled.server, holding, next.AccountName);
  const twins: Account[] = [];
  for (const source of sources) {
    const twin = { user: next.AccountName, host: source.host };
    const rights = await readRights(settled, source);
    if (isAmong(present, twin)) twins.push(twin);
    else
      await session.query(
        sql`create user ${twin} ${identified(settled.server, next.AccountPassword, source.plugin)}${mark}`,
      );
    await copyRights(settled, rights, twin);
  }
  if (twins.length > 0)
    await unlessSet(opened, next, fresh, async () => {
      // In one statement: a lock that is taken away first would let the value in that was there before.
      const change = alterUsers(twins, identified(settled.server, next.AccountPassword));
      await session.query(withClause(change, verbatim(' account unlock')));
      const discard = discarding(settled.server, twins);
      if (discard) await session.query(discard);
    });
  const stray = present.filter((entry) => !isAmong(sources, entry));
  if (access.policy.host === undefined && stray.length > 0)
    await session.query(alterUsers(stray, verbatim('account lock')));
}

function isAmong(entries: readonly Account[], { host }: Account): boolean {
  return entries.some((entry) => entry.host.toLowerCase() === host.toLowerCase());
}

interface Known {
  readonly session: Session;
  readonly value: DatabaseSecret;
}

/** Where an earlier attempt may have come this far, the new value is the likelier one. */
async function logInAsTwin(
  { access, dialling }: Opened,
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

async function takeTurn({ settled }: Opened, { session, value }: Known, next: DatabaseSecret): Promise<void> {
  await setOwn(session, settled.server, value.AccountPassword, next.AccountPassword);
}
