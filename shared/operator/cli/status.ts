import { listFleet } from '../../alibaba/secrets/fleet.ts';
import { openKms } from '../../alibaba/secrets/open.ts';
import { byAttention, countStates } from '../../engine/operations/attention.ts';
import { type SecretStatus, statusOf } from '../../engine/operations/secret-status.ts';
import { SecretNotFound } from '../../engine/rotation/errors.ts';
import type { SecretId } from '../../engine/rotation/store.ts';
import { startDeadline } from '../../runtime/deadline.ts';
import type { Environment } from '../../runtime/environment.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import { fromNow, span } from '../report/moment.ts';
import { paints as pc } from './paint.ts';
import { table } from './table.ts';
import type { Terminal } from './terminal.ts';

export interface StatusOptions {
  /** The states of the secrets to show; all if absent. */
  readonly state?: readonly string[] | undefined;
  /** The types of the secrets to show; all if absent. */
  readonly type?: readonly string[] | undefined;
  /** Milliseconds. */
  readonly timeout: number;
}

/**
 * Runs `rotator status`: shows the status of the fleet, or of the named secrets. Secrets that need the operator come
 * first.
 */
export async function status(
  environment: Environment,
  secrets: readonly SecretId[],
  { state, type, timeout }: StatusOptions,
  out: Terminal,
): Promise<number> {
  using deadline = startDeadline(timeout, 0);
  const now = systemClock.now();
  const unfound = new Set(secrets);
  const standings: SecretStatus[] = [];
  let size = 0;
  for await (const member of listFleet(openKms(environment), deadline.signal)) {
    size += 1;
    const meant = unfound.delete(member.secret) || secrets.length === 0;
    const one = meant ? statusOf(member, now) : undefined;
    if (one && (state?.includes(one.state) ?? true) && (type?.includes(one.type) ?? true))
      standings.push(one);
  }
  for (const secret of unfound) throw new SecretNotFound(secret, 'a secret with the tag rotation:type named');
  standings.sort(byAttention);
  out.document(standings);
  out.say(size === 0 ? 'no secret carries the tag rotation:type' : render(standings, size, now));
  return 0;
}

/** The least width that shows the strategy. A narrower terminal leaves it out, so that names stay readable. */
const wide = 100;

function render(standings: readonly SecretStatus[], fleet: number, now: number): string {
  if (standings.length === 0) return `none of ${fleet} ${fleet === 1 ? 'secret' : 'secrets'} matches`;
  const headings = ['SECRET', 'TYPE', 'STRATEGY', 'AGE', 'NEXT DUE', 'STATE', 'LAST ERROR'];
  const width = process.stdout.columns ?? Number.POSITIVE_INFINITY;
  const rows = [headings, ...standings.map((one) => row(one, now))];
  const shown = width < wide ? rows.map((cells) => cells.toSpliced(2, 1)) : rows;
  const states = shown[0]?.indexOf('STATE');
  const paint = (cell: string, column: number) => (column === states ? colour(cell) : cell);
  return `${table(shown, width, paint)}\n\n${summary(standings, fleet)}`;
}

function row(
  { secret, type, strategy, ageMs, dueAt, state, failures, lastError }: SecretStatus,
  now: number,
): string[] {
  return [
    secret,
    type || '-',
    strategy,
    ageMs === undefined ? '-' : span(ageMs),
    dueAt === undefined ? '-' : fromNow(dueAt, now),
    failures > 0 ? `${state} (${failures})` : state,
    lastError ?? '-',
  ];
}

/** Returns the last line: `3 of 12 secrets: 1 stopped, 2 failing`. */
function summary(standings: readonly SecretStatus[], fleet: number): string {
  const counts = [...countStates(standings)].map(([state, count]) => colour(`${count} ${state}`));
  const shown = standings.length === fleet ? `${fleet}` : `${standings.length} of ${fleet}`;
  return `${shown} ${fleet === 1 ? 'secret' : 'secrets'}: ${counts.join(', ')}`;
}

function colour(text: string): string {
  if (/\b(drifted|stopped|malformed|failing)\b/.test(text)) return pc.red(text);
  if (/\bdue\b/.test(text)) return pc.yellow(text);
  return /\bok\b/.test(text) ? pc.green(text) : text;
}
