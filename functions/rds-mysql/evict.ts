import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { endAll, Tally } from '../../shared/databases/end-all.ts';
import type { Session } from '../../shared/databases/mysql/connector.ts';
import { isErrno, isLockedByHand, limitReached } from '../../shared/databases/mysql/errors.ts';
import { accountName, verbatim } from '../../shared/databases/mysql/quoting.ts';
import { endSessions, ownId } from '../../shared/databases/mysql/sessions.ts';
import { strangerIn } from '../../shared/databases/own-account.ts';
import { Barred, Busy } from '../../shared/rotation/errors.ts';
import type { Eviction, Verdict } from '../../shared/rotation/service.ts';
import { disable } from './disable.ts';
import { keepOnlyCurrent } from './only-password.ts';
import { isAccepted, type Opened } from './opened.ts';
import { twinName } from './twin.ts';
import { enter, others } from './who.ts';

/**
 * Ends every login but the current one. An account ends its own sessions: the other one by a session that was
 * opened with its stored value just before it is disabled, so that no right to end the sessions of others is needed.
 */
export async function evict(opened: Opened, older: readonly DatabaseSecret[]): Promise<Eviction> {
  const { access, acting } = opened;
  const tally = new Tally();
  const former = new Map<string, DatabaseSecret>();
  for (const value of older)
    if (value.AccountName !== access.current.AccountName && !former.has(value.AccountName))
      former.set(value.AccountName, value);
  const twin = former.size > 0 ? await twinName(opened) : undefined;
  for (const [account, value] of former) {
    if (account !== twin) continue;
    await using inside = await enter(opened, value).catch((error: unknown) => {
      requireFull(error);
      return undefined;
    });
    const stranger = acting.as === 'admin' ? await strangerIn(() => disable(opened, account)) : undefined;
    if (stranger) tally.gaps.push(stranger.message);
    else await end(opened, inside ?? acting.session, account, tally);
  }
  const gap = await findOther(opened, older);
  if (gap !== undefined) tally.gaps.push(gap);
  let isFull = false;
  await using inside = await enter(opened, access.current).catch((error: unknown) => {
    isFull = requireFull(error);
    return undefined;
  });
  if (isFull) await end(opened, acting.session, access.current.AccountName, tally);
  else if (inside) await end(opened, inside, access.current.AccountName, tally, await ownId(inside));
  else tally.gaps.push(`${access.current.AccountName} could not log in to end its sessions`);
  return tally.eviction;
}

/** Why another password than the current one may still be accepted, that no version knows. */
async function findOther(opened: Opened, older: readonly DatabaseSecret[]): Promise<string | undefined> {
  const { access, settled } = opened;
  const account = accountName(settled.account);
  const only = await keepOnlyCurrent(opened);
  if (only === 'only') return undefined;
  if (only === 'second')
    return `${account} is let in by a second authentication, which it cannot take away; name an admin secret, or: alter user ${account} identified via mysql_native_password`;
  const known = older.find(({ AccountName }) => AccountName === access.current.AccountName);
  // An account has two at most: where that is a stored one, there is no other.
  if (only === 'hidden' && known && (await tryOld(opened, known)) === 'accepted') return undefined;
  return only === 'hidden'
    ? `whether ${access.current.AccountName} keeps a second password cannot be seen, since it remembers its passwords: alter user … discard old password, once the current one is shown to be its first`
    : `whether ${account} keeps a second password that no version knows cannot be seen: grant application_password_admin on *.* to ${account};`;
}

/** Whoever has the leaked value may have taken all the places of the account: then whoever acts has to end them. */
function requireFull(error: unknown): true {
  if (error instanceof Busy && isErrno(error, ...limitReached)) return true;
  throw error;
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
    async () => (await others(opened, session, account)).filter(({ id }) => id < before),
    (doomed) => endSessions(session, account, doomed, opened.dialling.signal),
  );
}

/**
 * A failed login counts against the account: it is made between two good ones, and not at all where the first
 * would lock it.
 */
export async function tryOld(opened: Opened, value: DatabaseSecret): Promise<Verdict> {
  const { current } = opened.access;
  if (value.AccountName !== current.AccountName) return attempt(opened, value);
  if (await locksAtOnce(opened)) return 'untried';
  const verdict = await attempt(opened, value);
  await isAccepted(opened, current);
  return verdict;
}

async function attempt(opened: Opened, value: DatabaseSecret): Promise<Verdict> {
  try {
    return (await isAccepted(opened, value)) ? 'accepted' : 'refused';
  } catch (error) {
    if (isLockedByHand(error)) return 'refused';
    if (error instanceof Barred) return 'untried';
    throw error;
  }
}

/** Logs in with the current value, which starts the count anew, and reads how many failed logins are let pass. */
async function locksAtOnce(opened: Opened): Promise<boolean> {
  await using inside = await enter(opened, opened.access.current);
  if (!inside) return true;
  if (opened.settled.server.engine === 'mariadb') {
    const [[most] = []] = await inside.query(verbatim('select @@max_password_errors'));
    return Number(most) < 2;
  }
  const [[text] = []] = await inside.query(verbatim('show create user current_user()'));
  return /FAILED_LOGIN_ATTEMPTS 1\b/.test(text ?? '');
}
