import { secondOf } from '../../shared/databases/beside.ts';
import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import type { Session } from '../../shared/databases/mysql/connector.ts';
import { brokenHistory, isErrno } from '../../shared/databases/mysql/errors.ts';
import { discarding, replaceOwn, setOwn } from '../../shared/databases/mysql/passwords.ts';
import { isAtLeast } from '../../shared/databases/mysql/server-version.ts';
import type { Service } from '../../shared/rotation/service.ts';
import { endOthers, untilUnlocked, whileEnding } from './end-others.ts';
import { isAllowed } from './only-password.ts';
import { type Opened, unlessSet } from './opened.ts';
import { shutOut } from './shut-out.ts';
import { logInAsTwin, setAsTwin } from './twin.ts';

/** How often the value is set anew where a session was there that may have changed it. */
const rounds = 10;

type SetValue = NonNullable<Service<DatabaseSecret>['set']>;

/**
 * Sets the new value of an emergency so that whoever holds the leaked one cannot undo it. He may fill the places of the
 * account, hold locks, come back as often as he is thrown out, and change the password himself. An admin lets nobody in
 * until the value is set. An account that acts itself ends its other sessions before and after, until none was there in
 * between.
 */
export function setAlone(opened: Opened, set: SetValue): SetValue {
  const { acting, access } = opened;
  return async (next, fresh, version) => {
    if (acting.as === 'admin') return shutOut(opened, next, fresh, () => set(next, fresh, version));
    const own = acting.value.AccountName;
    if (next.AccountName !== own) return setTwinAlone(opened, next, fresh);
    const isSecond = next.AccountName !== access.current.AccountName;
    if (isSecond || (await remembers(opened)))
      return insist(opened, acting.session, own, () => set(next, fresh, version));
    await insist(opened, acting.session, own, (isFirst) => setOnlyOwn(opened, next, fresh && isFirst));
  };
}

async function setTwinAlone(opened: Opened, next: DatabaseSecret, fresh: boolean): Promise<void> {
  const { acting } = opened;
  await endOthers(opened, acting.session, acting.value.AccountName);
  const known = await logInAsTwin(opened, next, fresh);
  await using inside = known.session;
  await insist(opened, inside, next.AccountName, () => setAsTwin(opened, known, next));
}

async function insist(
  opened: Opened,
  session: Session,
  account: string,
  set: (isFirst: boolean) => Promise<void>,
): Promise<void> {
  for (let round = 1; round <= rounds; round += 1) {
    await endOthers(opened, session, account);
    await whileOthersEnd(opened, session, account, set, round === 1);
    if ((await endOthers(opened, session, account)) === 0) return;
  }
}

/**
 * By a second session, where there is a place for one: the first one waits for whatever the others have locked. Only at first
 * does the value by which the first session came in open another one: later that would be a failed login.
 */
async function whileOthersEnd(
  opened: Opened,
  session: Session,
  account: string,
  set: (isFirst: boolean) => Promise<void>,
  isFirst: boolean,
): Promise<void> {
  const change = () => set(isFirst);
  const login = isFirst && session === opened.acting.session ? await secondOf(session) : undefined;
  if (login === undefined) return untilUnlocked(change, () => endOthers(opened, session, account));
  await using helper = login;
  await whileEnding(opened, [{ session: helper, account }], change);
}

/** Leaves no second password, where the account may discard one: it would let the leaked value in again. */
async function setOnlyOwn(opened: Opened, next: DatabaseSecret, fresh: boolean): Promise<void> {
  const { acting, settled } = opened;
  const { session, value } = acting;
  const { server } = settled;
  const compares = isAtLeast(server, 'mysql', 8, 0, 13);
  const { AccountPassword } = next;
  if (fresh || !compares || !(await replaceOwn(session, AccountPassword, AccountPassword)))
    await unlessSet(opened, next, fresh, () =>
      setOwn(session, server, value.AccountPassword, AccountPassword),
    );
  const discard = discarding(server, [settled.account]);
  if (discard) await isAllowed(session.query(discard));
}

/** An account that remembers its passwords turns each of them down before it tells which one is its first. */
async function remembers({ acting, settled }: Opened): Promise<boolean> {
  if (!isAtLeast(settled.server, 'mysql', 8, 0, 13)) return false;
  const { AccountPassword } = acting.value;
  try {
    await replaceOwn(acting.session, AccountPassword, AccountPassword);
    return false;
  } catch (error) {
    if (isErrno(error, brokenHistory)) return true;
    throw error;
  }
}
