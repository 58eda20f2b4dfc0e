import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { byPlace, describe } from '../../shared/databases/logged-in.ts';
import type { Session } from '../../shared/databases/postgresql/connector.ts';
import { endSessions, openedAt } from '../../shared/databases/postgresql/sessions.ts';
import { PrivilegeMissing } from '../../shared/rotation/errors.ts';
import type { Eviction } from '../../shared/rotation/service.ts';
import { namesOf } from './names.ts';
import type { Opened } from './opened.ts';
import { disable, enter, others } from './who.ts';

interface Tally {
  found: number;
  ended: number;
  readonly gaps: string[];
}

/**
 * Ends every login but the current one. An account ends its own sessions: the other one by a session that was
 * opened with its stored value just before it is disabled, so that no right to end the sessions of others is needed.
 */
export async function evict(opened: Opened, older: readonly DatabaseSecret[]): Promise<Eviction> {
  const { access, acting } = opened;
  const tally: Tally = { found: 0, ended: 0, gaps: [] };
  const { next } = await namesOf(access);
  const former = older.find(({ AccountName }) => AccountName === next);
  if (former) {
    await using inside = await enter(opened, former);
    if (acting.as === 'admin') await disable(opened, next);
    await endAll(opened, inside ?? acting.session, next, tally);
  }
  await using inside = await enter(opened, access.current);
  if (inside) await endAll(opened, inside, access.current.AccountName, tally, await openedAt(inside));
  else tally.gaps.push(`${access.current.AccountName} could not log in to end its sessions`);
  return { sessions: { found: tally.found, ended: tally.ended }, gaps: tally.gaps };
}

/** `before`: later ones came in by the current value, which is the only one by then. */
async function endAll(
  opened: Opened,
  session: Session,
  account: string,
  tally: Tally,
  before = Number.POSITIVE_INFINITY,
): Promise<void> {
  try {
    const seen = await others(opened, session, account);
    const doomed = seen.filter(({ since }) => since === undefined || since <= before);
    tally.found += doomed.length;
    const left = await endSessions(session, account, doomed, opened.dialling.signal);
    tally.ended += doomed.length - left.length;
    if (left.length > 0) tally.gaps.push(`${describe(byPlace(left))} did not end`);
  } catch (error) {
    if (!(error instanceof PrivilegeMissing)) throw error;
    tally.gaps.push(error.message);
  }
}
