import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { secondOf } from '../../../shared/services/database/enter.ts';
import type { Session } from '../../../shared/services/mysql/connector.ts';
import { brokenHistory, isErrno } from '../../../shared/services/mysql/errors.ts';
import { disableOwnEvents } from '../../../shared/services/mysql/events.ts';
import { discarding, replaceOwn, setOwn } from '../../../shared/services/mysql/passwords.ts';
import { isAtLeast } from '../../../shared/services/mysql/server-version.ts';
import type { AccountApi } from '../../../shared/services/rds/account-api.ts';
import { type Context, unlessSet } from '../context.ts';
import { isAllowed } from '../revocation/only-password.ts';
import { enter } from '../sessions.ts';
import { logInAsSecond, setAsSecond } from '../strategies/second-account.ts';
import { setSecondByApi } from '../strategies/second-by-api.ts';
import type { Strategy } from '../strategies/strategy.ts';
import { type Ender, endOthers, untilUnlocked, whileEnding } from './end-others.ts';
import { shutOut } from './shut-out.ts';

/** Number of attempts to get a place for a second session. */
const attempts = 3;
/** The most rounds of setting the value. A round is repeated if a session was open that may have changed the value. */
const rounds = 10;

type SetValue = Strategy['set'];

/**
 * Returns a `set` for an emergency that the holder of the leaked value cannot undo. That person may take all places of
 * the account, hold locks, log in again after each session that is ended, and change the password. An admin lets nobody
 * in until the value is set. An account that acts itself ends its other sessions before and after, until none was open
 * in between.
 */
export function setAlone(context: Context, set: SetValue): SetValue {
  const { acting, access, api } = context;
  return async (next, fresh, version) => {
    if (acting.as === 'admin') return shutOut(context, next, fresh, () => set(next, fresh, version));
    const own = acting.value.AccountName;
    if (next.AccountName !== own)
      return api ? setSecondWhileEnding(context, api, next) : setSecondAlone(context, next, fresh);
    const isSecond = next.AccountName !== access.current.AccountName;
    if (isSecond || (await remembers(context)))
      return insist(context, acting.session, own, (isFirst) => set(next, fresh && isFirst, version));
    const change = (isFirst: boolean) =>
      api ? setOnlyByApi(context, api, next, isFirst) : setOnlyOwn(context, next, fresh && isFirst);
    await insist(context, acting.session, own, change);
  };
}

/**
 * Sets the value of the second account. Also ends the sessions of the current account all the while, since they may
 * lock what the second account must change.
 */
async function setSecondAlone(context: Context, next: DatabaseSecret, fresh: boolean): Promise<void> {
  const { session, value } = context.acting;
  const current = { session, account: value.AccountName };
  await endOthers(context, session, current.account);
  const known = await logInAsSecond(context, next, fresh);
  await using inside = known.session;
  const change = (isFirst: boolean) => setAsSecond(context, known, next, fresh && isFirst);
  await insist(context, inside, next.AccountName, change, [current]);
}

/**
 * Sets the value of the second account through the API of RDS, and ends the sessions of the current account all the
 * while. Then ends those of the second one, of which its own session sees all.
 */
async function setSecondWhileEnding(context: Context, api: AccountApi, next: DatabaseSecret): Promise<void> {
  const { session, value } = context.acting;
  const ender = { session, account: value.AccountName };
  await endOthers(context, session, ender.account);
  await whileEnding(context, [ender], () => setSecondByApi(context, api, next));
  await using inside = await enter(context, next);
  if (inside) await endOthers(context, inside, next.AccountName);
}

/** Sets the value as the only password through the API of RDS. Discards a second one if the account may do so. */
async function setOnlyByApi(
  { acting, configured }: Context,
  api: AccountApi,
  { AccountName, AccountPassword }: DatabaseSecret,
  isFirst: boolean,
): Promise<void> {
  // An earlier attempt has set it. Once more, it might end the session that has the lock.
  const isSet = isFirst && AccountPassword.equals(acting.value.AccountPassword);
  if (!isSet) await api.setPassword(AccountName, AccountPassword);
  acting.session.renew(AccountPassword);
  const discard = discarding(configured.server, [configured.account]);
  if (discard) await isAllowed(acting.session.query(discard));
}

async function insist(
  context: Context,
  session: Session,
  account: string,
  set: (isFirst: boolean) => Promise<void>,
  beside: readonly Ender[] = [],
): Promise<void> {
  for (let round = 1; round <= rounds; round += 1) {
    await endOthers(context, session, account);
    for (const own of [session, ...beside.map((ender) => ender.session)])
      await disableOwnEvents(own, context.access.disabled);
    const change = () => set(round === 1);
    await whileOthersEnd(context, session, account, change, beside);
    if ((await endOthers(context, session, account)) === 0) return;
  }
}

/**
 * Makes the change while a second session, if there is a place for it, ends the others. The first session may itself be
 * waiting for what they have locked.
 */
async function whileOthersEnd(
  context: Context,
  session: Session,
  account: string,
  change: () => Promise<void>,
  beside: readonly Ender[],
): Promise<void> {
  const end = () => endOthers(context, session, account);
  const login = await secondBefore(session, end);
  if (login === undefined) return untilUnlocked(() => whileEnding(context, beside, change), end);
  await using helper = login;
  await whileEnding(context, [{ session: helper, account }, ...beside], change);
}

/**
 * Opens a second session, and ends the others if they take all places. Tries again, since they may come back as
 * quickly.
 */
async function secondBefore(session: Session, end: () => Promise<number>): Promise<Session | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const second = await secondOf(session);
    if (second !== undefined || attempt === attempts || (await end()) === 0) return second;
  }
}

/**
 * Sets the value as the only password. Discards a second password if the account may do so: it would let the leaked
 * value in again.
 */
async function setOnlyOwn(context: Context, next: DatabaseSecret, fresh: boolean): Promise<void> {
  const { acting, configured } = context;
  const { session, value } = acting;
  const { server } = configured;
  const compares = isAtLeast(server, 'mysql', 8, 0, 13);
  const { AccountPassword } = next;
  if (fresh || !compares || !(await replaceOwn(session, AccountPassword, AccountPassword)))
    await unlessSet(context, next, fresh, () =>
      setOwn(session, server, value.AccountPassword, AccountPassword),
    );
  const discard = discarding(server, [configured.account]);
  if (discard) await isAllowed(session.query(discard));
}

/**
 * Returns whether the account has a password history. The server then refuses each known password before it shows which
 * one is primary.
 */
async function remembers({ acting, configured }: Context): Promise<boolean> {
  if (!isAtLeast(configured.server, 'mysql', 8, 0, 13)) return false;
  const { AccountPassword } = acting.value;
  try {
    await replaceOwn(acting.session, AccountPassword, AccountPassword);
    return false;
  } catch (error) {
    if (isErrno(error, brokenHistory)) return true;
    throw error;
  }
}
