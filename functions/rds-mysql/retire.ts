import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { byPlace, describe } from '../../shared/databases/logged-in.ts';
import { type Mark, readMark } from '../../shared/databases/mysql/sessions.ts';
import { RotationError } from '../../shared/rotation/errors.ts';
import type { Retirement } from '../../shared/rotation/service.ts';
import { disable } from './disable.ts';
import { keepOnlyCurrent } from './only-password.ts';
import type { Opened } from './opened.ts';
import { sessionsOf } from './who.ts';

/** Seconds by which two readings of one start may differ: a clock may have been set meanwhile. */
const tolerance = 10;

/** Ends the previous value, unless somebody is logged in with it as far as the server tells. */
export async function retire(opened: Opened, previous: DatabaseSecret): Promise<Retirement> {
  const { current } = opened.access;
  return previous.AccountName === current.AccountName
    ? retirePassword(opened)
    : retireAccount(opened, previous);
}

/** Two accounts: whoever is logged in with the other one uses the previous value. */
async function retireAccount(opened: Opened, previous: DatabaseSecret): Promise<Retirement> {
  const users = await sessionsOf(opened, previous);
  if (users.length > 0) return { state: 'in-use', by: describe(byPlace(users)) };
  if (opened.acting.as !== 'admin')
    return {
      state: 'unable',
      why: `the next rotation logs in with it as ${previous.AccountName}, since no admin secret is named that could`,
    };
  await disable(opened, previous.AccountName);
  return { state: 'retired' };
}

/**
 * Two passwords of one account: the server does not tell by which of them a session came in. What was opened before
 * the promotion came in by the old one, and its client may hold that still.
 */
async function retirePassword(opened: Opened): Promise<Retirement> {
  const { access, acting } = opened;
  const now = await readMark(acting.session);
  const seen = parseMark(await access.readNote());
  if (seen === undefined) await access.note(formatMark(now));
  const since = seen ?? now;
  if (!isSameRun(now, since)) return discard(opened);
  const users = (await sessionsOf(opened, access.current)).filter(({ id }) => id <= since.upTo);
  if (users.length === 0) return discard(opened);
  const opening = seen === undefined ? 'opened before this first look' : 'opened before the promotion';
  return { state: 'in-use', by: `${describe(byPlace(users))}, ${opening}` };
}

async function discard(opened: Opened): Promise<Retirement> {
  await keepOnlyCurrent(opened);
  return { state: 'retired' };
}

/** No session outlives its server: after a restart or a failover, none is from before. */
function isSameRun(now: Mark, seen: Mark): boolean {
  return now.server === seen.server && Math.abs(now.started - seen.started) <= tolerance;
}

/** Called right after a promotion, which is what the mark is of. One that cannot be had fails no rotation. */
export async function markPromotion({ access, acting }: Opened): Promise<void> {
  try {
    access.remember(formatMark(await readMark(acting.session)));
  } catch (error) {
    if (!(error instanceof RotationError)) throw error;
  }
}

function formatMark({ upTo, server, started }: Mark): string {
  return `sessions up-to=${upTo} server=${server} started=${started}`;
}

/** A note that cannot be read is none. */
function parseMark(text: string | undefined): Mark | undefined {
  const [, upTo, server, started] =
    /^sessions up-to=(\d+) server=(\d+) started=(\d+)$/.exec(text ?? '') ?? [];
  if (upTo === undefined || server === undefined) return undefined;
  return { upTo: Number(upTo), server, started: Number(started) };
}
