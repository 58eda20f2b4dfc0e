import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { endAll, Tally } from '../../shared/databases/end-all.ts';
import type { Session } from '../../shared/databases/mysql/connector.ts';
import { isLockedByHand } from '../../shared/databases/mysql/errors.ts';
import { verbatim } from '../../shared/databases/mysql/quoting.ts';
import { endSessions, ownId } from '../../shared/databases/mysql/sessions.ts';
import { strangerIn } from '../../shared/databases/own-account.ts';
import { Barred } from '../../shared/rotation/errors.ts';
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
    await using inside = await enter(opened, value);
    const stranger = acting.as === 'admin' ? await strangerIn(() => disable(opened, account)) : undefined;
    if (stranger) tally.gaps.push(stranger.message);
    else await end(opened, inside ?? acting.session, account, tally);
  }
  await keepOnlyCurrent(opened);
  await using inside = await enter(opened, access.current);
  if (inside) await end(opened, inside, access.current.AccountName, tally, await ownId(inside));
  else tally.gaps.push(`${access.current.AccountName} could not log in to end its sessions`);
  return tally.eviction;
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
