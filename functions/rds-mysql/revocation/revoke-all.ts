import { unlessNone } from '../../../shared/engine/credentials/turn.ts';
import type { Eviction } from '../../../shared/engine/rotation/service.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { endAll, Tally } from '../../../shared/services/database/end-all.ts';
import { strangerIn } from '../../../shared/services/database/own-account.ts';
import { configureSession } from '../../../shared/services/mysql/configure-session.ts';
import type { Session } from '../../../shared/services/mysql/connector.ts';
import { disableOwnEvents } from '../../../shared/services/mysql/events.ts';
import { leftBehind } from '../../../shared/services/mysql/left-behind.ts';
import { type Account, accountName } from '../../../shared/services/mysql/quoting.ts';
import { holds } from '../../../shared/services/mysql/rights/read-rights.ts';
import { endSessions, loginsUnderWay, ownId } from '../../../shared/services/mysql/sessions.ts';
import type { AccountApi } from '../../../shared/services/rds/account-api.ts';
import { revokeAccount } from '../../../shared/services/rds/revoke-account.ts';
import { type Context, isAccepted } from '../context.ts';
import { grantToEnd } from '../emergency/end-others.ts';
import { enterFull, takenPlaces } from '../emergency/free-sessions.ts';
import { remedy } from '../remedy.ts';
import { tellLostRights } from '../same-rights.ts';
import { enter, othersAndEvents } from '../sessions.ts';
import { nameOfSecond } from '../strategies/second-account.ts';
import { endPasswordByApi } from '../strategies/second-by-api.ts';
import { disable } from './disable.ts';
import { keepOnlyCurrent, keepOnlyOwn, type Only } from './only-password.ts';
import { tellOtherEntries } from './other-entries.ts';
import { testRevoked } from './test-revoked.ts';

/**
 * Ends every login but the current one. Each account ends its own sessions, so no right to end the sessions of others
 * is needed. The session of the other account is opened with its stored value just before the account is disabled.
 */
export async function revokeAll(context: Context, older: readonly DatabaseSecret[]): Promise<Eviction> {
  const { access, acting, configured, dialling } = context;
  const { current } = access;
  const tally = new Tally();
  await awaitLogins(context, tally);
  const former = older.find(({ AccountName }) => AccountName !== current.AccountName);
  // An account that changes alone may have a name of which no second one can be made.
  const second = await unlessNone(nameOfSecond(context));
  const pair = former?.AccountName === second ? former : undefined;
  if (pair) await revokeFormer(context, pair, tally);
  await tellBeside(context, current.AccountName, tally);
  if (acting.as === 'admin' && pair && older[0]?.AccountName === pair.AccountName)
    tally.unchecked.push(...(await tellLostRights(context, pair.AccountName)));
  const other = await findOther(context, older);
  if (other !== undefined) tally.beside.push(other);
  await using inside = await enterOrTell(context, current, tally);
  if (inside) await end(context, inside, current.AccountName, tally, await ownId(inside));
  const definers = [...context.entries, ...(pair ? [{ user: pair.AccountName }] : [])];
  const { found, unchecked } = await leftBehind(
    { configured, privileges: context.privileges, remedy: (right) => remedy(context, right) },
    definers,
    dialling.signal,
  );
  tally.beside.push(...found);
  tally.unchecked.push(...unchecked);
  return tally.eviction;
}

/**
 * Waits for logins that began before the value was set, since the old value lets them in. Their sessions then appear in
 * the list.
 */
async function awaitLogins(context: Context, tally: Tally): Promise<void> {
  const { acting, dialling, privileges } = context;
  const { session } = acting;
  if (!holds(privileges, 'PROCESS')) {
    tally.unchecked.push(`running logins and events cannot be seen: ${remedy(context, 'process on *.*')}`);
    return;
  }
  const left = await loginsUnderWay(session, dialling.signal);
  if (left > 0)
    tally.gaps.push(
      `${left} logins from before the new value was set have not ended: run the emergency again`,
    );
}

/**
 * Revokes the other account. An admin disables it, and the API of RDS gives it another password. Without them, its own
 * next turn ends its password. Without an admin, the account discards a second password itself.
 */
async function revokeFormer(context: Context, value: DatabaseSecret, tally: Tally): Promise<void> {
  const { acting, api, dialling } = context;
  const account = value.AccountName;
  if (acting.as === 'admin') {
    await using inside = await enterOrTell(context, value, tally);
    const stranger = await strangerIn(() => disable(context, account));
    if (stranger) tally.gaps.push(stranger.message);
    else await end(context, inside ?? acting.session, account, tally);
    await tellBeside(context, account, tally);
    return;
  }
  if (api) return await revokeByApi(context, api, value, tally);
  await using inside = await enterOrTell(context, value, tally);
  if (!inside) return;
  const own = await configureSession(inside, dialling.signal);
  const other = tellOther(context, own.account, await keepOnlyOwn(context, own, value.AccountPassword));
  if (other !== undefined) tally.beside.push(other);
  await tellOtherEntries(context, own.account, tally);
  await end(context, inside, account, tally);
}

function revokeByApi(context: Context, api: AccountApi, former: DatabaseSecret, tally: Tally): Promise<void> {
  const { AccountName: account } = former;
  return revokeAccount(tally, {
    former,
    endPassword: async (round) => {
      const password = await endPasswordByApi(context, api, account);
      if (password && round === 1 && holds(context.privileges, 'PROCESS')) await awaitLogins(context, tally);
      return password;
    },
    enter: (given) => enter(context, given),
    endSessions: async (inside, given) => {
      const own = await configureSession(inside, context.dialling.signal);
      await disableOwnEvents(inside, context.access.disabled);
      await end(context, inside, account, tally);
      if (!(await isAccepted(context, given))) return false;
      const other = tellOther(context, own.account, await keepOnlyOwn(context, own, given.AccountPassword));
      if (other !== undefined) tally.beside.push(other);
      await tellOtherEntries(context, own.account, tally);
      return true;
    },
  });
}

/**
 * Reports other entries of the account, unless an admin acts and the policy names no entry: the admin has then changed
 * all of them.
 */
async function tellBeside(context: Context, user: string, tally: Tally): Promise<void> {
  const { access, acting, configured } = context;
  const host = acting.as === 'admin' ? access.policy.host : configured.account.host;
  if (host !== undefined) await tellOtherEntries(context, { user, host }, tally);
}

/**
 * Opens a session of the account itself. Reports a gap if that fails and nobody else here sees the sessions of the
 * account.
 */
async function enterOrTell(
  context: Context,
  value: DatabaseSecret,
  tally: Tally,
): Promise<Session | undefined> {
  const { AccountName } = value;
  const inside = await enterFull(context, value);
  if (inside === 'full') tally.gaps.push(takenPlaces(AccountName));
  else if (inside === undefined) tally.gaps.push(...(await unseen(context, AccountName)));
  return inside === 'full' ? undefined : inside;
}

/**
 * Returns the gaps if an account refuses its stored value. Somebody who has changed its password may still be logged
 * in.
 */
async function unseen(context: Context, account: string): Promise<readonly string[]> {
  const { access, acting, privileges } = context;
  if (account === access.current.AccountName) return [`${account} could not log in to end its sessions`];
  if (acting.as !== 'admin')
    return [
      `${account} refuses its stored value, so another password and its sessions may be left: name an admin in the tag rotation:admin-secret`,
    ];
  if (holds(privileges, 'PROCESS')) return [];
  return [`${account} could not log in, and its sessions cannot be seen: ${grantToEnd(context)}`];
}

/** Returns why the account may still accept another password than the current one, which no version knows. */
async function findOther(context: Context, older: readonly DatabaseSecret[]): Promise<string | undefined> {
  const { access } = context;
  const { AccountName } = access.current;
  const only = await keepOnlyCurrent(context);
  const known = older.find((value) => value.AccountName === AccountName);
  // An account has two passwords at most. If the second is a stored one, there is no other.
  if (only === 'hidden' && known && (await testRevoked(context, known)) === 'accepted') return undefined;
  return tellOther(context, context.configured.account, only);
}

/** Describes the possible rest of another password, and who could remove it. */
function tellOther(context: Context, of: Account, only: Only): string | undefined {
  const { acting } = context;
  const account = acting.as === 'admin' ? `the account` : accountName(of);
  const byOther = remedy(context, 'create user on *.*');
  switch (only) {
    case 'only':
      return undefined;
    case 'hidden':
      return `it is unknown whether ${account} has a second password that no version holds, since it has a password history: ${remedy(context, 'select on mysql.*')}`;
    case 'unseen':
      return `it is unknown whether ${account} has a second password that no version holds: ${byOther}`;
    case 'second':
      return `${account} has a second password that no version holds, and may not discard it: ${byOther}`;
    default:
      return only satisfies never;
  }
}

/**
 * Ends the sessions with ids below `before`. Later sessions came in with the current value, the only one accepted by
 * then.
 */
function end(
  context: Context,
  session: Session,
  account: string,
  tally: Tally,
  before = Number.POSITIVE_INFINITY,
): Promise<void> {
  return endAll(
    tally,
    async () => (await othersAndEvents(context, session, account)).filter(({ id }) => id < before),
    (doomed) => endSessions(session, account, doomed, context.dialling.signal),
  );
}
