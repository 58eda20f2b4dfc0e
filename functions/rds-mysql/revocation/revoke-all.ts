import type { Eviction } from '../../../shared/engine/rotation/service.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { endAll, Tally } from '../../../shared/services/database/end-all.ts';
import { strangerIn } from '../../../shared/services/database/own-account.ts';
import type { Session } from '../../../shared/services/mysql/connector.ts';
import { leftBehind } from '../../../shared/services/mysql/left-behind.ts';
import { type Account, accountName } from '../../../shared/services/mysql/quoting.ts';
import { holds } from '../../../shared/services/mysql/rights/read-rights.ts';
import { endSessions, loginsUnderWay, ownId } from '../../../shared/services/mysql/sessions.ts';
import { settle } from '../../../shared/services/mysql/settle.ts';
import type { Opened } from '../context.ts';
import { grantToEnd } from '../emergency/end-others.ts';
import { enterFull, takenPlaces } from '../emergency/free-sessions.ts';
import { remedy } from '../remedy.ts';
import { tellLostRights } from '../same-rights.ts';
import { othersAndEvents } from '../sessions.ts';
import { twinName } from '../strategies/second-account.ts';
import { disable } from './disable.ts';
import { keepOnlyCurrent, keepOnlyOwn, type Only } from './only-password.ts';
import { tellOtherEntries } from './other-entries.ts';
import { tryOld } from './test-revoked.ts';

/**
 * Ends every login but the current one. An account ends its own sessions: the other one by a session that was
 * opened with its stored value just before it is disabled, so that no right to end the sessions of others is needed.
 */
export async function evict(opened: Opened, older: readonly DatabaseSecret[]): Promise<Eviction> {
  const { access, acting, settled, dialling } = opened;
  const { current } = access;
  const tally = new Tally();
  await awaitLogins(opened, tally);
  const twin = await twinName(opened);
  const former = older.find(({ AccountName }) => AccountName !== current.AccountName);
  const isPair = former?.AccountName === twin;
  if (former && isPair) await evictFormer(opened, former, tally);
  await tellBeside(opened, current.AccountName, tally);
  if (acting.as === 'admin' && older[0]?.AccountName === twin)
    tally.unchecked.push(...(await tellLostRights(opened, twin)));
  const other = await findOther(opened, older);
  if (other !== undefined) tally.beside.push(other);
  await using inside = await enterOrTell(opened, current, tally);
  if (inside) await end(opened, inside, current.AccountName, tally, await ownId(inside));
  const definers = [...opened.entries, ...(isPair ? [{ user: twin }] : [])];
  const { found, unchecked } = await leftBehind(
    { settled, privileges: opened.privileges, remedy: (right) => remedy(opened, right) },
    definers,
    dialling.signal,
  );
  tally.beside.push(...found);
  tally.unchecked.push(...unchecked);
  return tally.eviction;
}

/** Whoever has begun to log in before the value was set comes in by the old one: all of them are in before sessions are listed. */
async function awaitLogins(opened: Opened, tally: Tally): Promise<void> {
  const { acting, dialling, privileges } = opened;
  const { session } = acting;
  if (!holds(privileges, 'PROCESS')) {
    tally.unchecked.push(
      `logins and events that are under way cannot be seen: ${remedy(opened, 'process on *.*')}`,
    );
    return;
  }
  const left = await loginsUnderWay(session, dialling.signal);
  if (left > 0)
    tally.gaps.push(
      `${left} logins that began before the new value was set are not over: run the emergency again`,
    );
}

/** The other account is disabled by an admin; without one its own turn ends its password, and it takes away a second one. */
async function evictFormer(opened: Opened, value: DatabaseSecret, tally: Tally): Promise<void> {
  const { acting, dialling } = opened;
  const account = value.AccountName;
  if (acting.as === 'admin') {
    await using inside = await enterOrTell(opened, value, tally);
    const stranger = await strangerIn(() => disable(opened, account));
    if (stranger) tally.gaps.push(stranger.message);
    else await end(opened, inside ?? acting.session, account, tally);
    await tellBeside(opened, account, tally);
    return;
  }
  await using inside = await enterOrTell(opened, value, tally);
  if (!inside) return;
  const own = await settle(inside, dialling.signal);
  const other = tellOther(opened, own.account, await keepOnlyOwn(opened, own, value.AccountPassword));
  if (other !== undefined) tally.beside.push(other);
  await tellOtherEntries(opened, own.account, tally);
  await end(opened, inside, account, tally);
}

/** An admin has changed every entry of the account where the policy names none. */
async function tellBeside(opened: Opened, user: string, tally: Tally): Promise<void> {
  const { access, acting, settled } = opened;
  const host = acting.as === 'admin' ? access.policy.host : settled.account.host;
  if (host !== undefined) await tellOtherEntries(opened, { user, host }, tally);
}

/** A session of the account itself. That there is none is a gap where nobody else here sees its sessions. */
async function enterOrTell(
  opened: Opened,
  value: DatabaseSecret,
  tally: Tally,
): Promise<Session | undefined> {
  const { AccountName } = value;
  const inside = await enterFull(opened, value);
  if (inside === 'full') tally.gaps.push(takenPlaces(AccountName));
  else if (inside === undefined) tally.gaps.push(...(await unseen(opened, AccountName)));
  return inside === 'full' ? undefined : inside;
}

/** Whoever has changed its password himself is not let in by a stored value any more, and may be in still. */
async function unseen(opened: Opened, account: string): Promise<readonly string[]> {
  const { access, acting, privileges } = opened;
  if (account === access.current.AccountName) return [`${account} could not log in to end its sessions`];
  if (acting.as !== 'admin')
    return [
      `${account} takes its stored value no more, so that another password and sessions of it may be left: name an admin in the tag rotation:admin-secret`,
    ];
  if (holds(privileges, 'PROCESS')) return [];
  return [`${account} could not log in, and its sessions cannot be seen: ${grantToEnd(opened)}`];
}

/** Why another password than the current one may still be accepted, that no version knows. */
async function findOther(opened: Opened, older: readonly DatabaseSecret[]): Promise<string | undefined> {
  const { access } = opened;
  const { AccountName } = access.current;
  const only = await keepOnlyCurrent(opened);
  const known = older.find((value) => value.AccountName === AccountName);
  // An account has two at most: where that is a stored one, there is no other.
  if (only === 'hidden' && known && (await tryOld(opened, known)) === 'accepted') return undefined;
  return tellOther(opened, opened.settled.account, only);
}

/** What is left of another password, with who could take it away. */
function tellOther(opened: Opened, of: Account, only: Only): string | undefined {
  const { acting } = opened;
  const account = acting.as === 'admin' ? `the account` : accountName(of);
  const byOther = remedy(opened, 'create user on *.*');
  switch (only) {
    case 'only':
      return undefined;
    case 'hidden':
      return `whether ${account} keeps a second password that no version knows cannot be seen, since it remembers its passwords: ${remedy(opened, 'select on mysql.*')}`;
    case 'unseen':
      return `whether ${account} keeps a second password that no version knows cannot be seen: ${byOther}`;
    case 'second':
      return `${account} has a second password that no version knows, and may not take it away: ${byOther}`;
    default:
      return only satisfies never;
  }
}

/** `before`: later ones came in by the current value, which is the only one by then. */
function end(
  opened: Opened,
  session: Session,
  account: string,
  tally: Tally,
  before = Number.POSITIVE_INFINITY,
): Promise<void> {
  return endAll(
    tally,
    async () => (await othersAndEvents(opened, session, account)).filter(({ id }) => id < before),
    (doomed) => endSessions(session, account, doomed, opened.dialling.signal),
  );
}
