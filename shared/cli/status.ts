import { type Standing, standing } from '../operations/standing.ts';
import { SecretNotFound } from '../rotation/errors.ts';
import type { SecretId } from '../rotation/store.ts';
import { systemClock } from '../runtime/clock.ts';
import { startDeadline } from '../runtime/deadline.ts';
import type { Environment } from '../runtime/environment.ts';
import { listFleet } from '../secrets-api/fleet.ts';
import { openKms } from '../secrets-api/open.ts';
import { type Terminal, table } from './terminal.ts';

const day = 24 * 3_600_000;

/** `rotator status`: how the fleet stands, or the secrets that are named. */
export async function status(
  environment: Environment,
  secrets: readonly SecretId[],
  timeout: number,
  out: Terminal,
): Promise<number> {
  using deadline = startDeadline(timeout, 0);
  const fleet = await listFleet(openKms(environment), deadline.signal);
  for (const secret of secrets)
    if (!fleet.some((member) => member.secret === secret))
      throw new SecretNotFound(secret, 'a secret with the tag rotation:type named');
  const now = systemClock.now();
  const listed = fleet.filter((member) => secrets.length === 0 || secrets.includes(member.secret));
  const standings = listed.map((member) => standing(member, now));
  out.document(standings);
  out.say(standings.length === 0 ? 'no secret carries the tag rotation:type' : render(standings));
  return 0;
}

function render(standings: readonly Standing[]): string {
  const heading = ['SECRET', 'TYPE', 'STRATEGY', 'AGE', 'NEXT DUE', 'STATE', 'LAST ERROR'];
  return table([heading, ...standings.map(row)]);
}

function row({
  secret,
  type,
  strategy,
  ageMs,
  dueAt,
  schedule,
  state,
  failures,
  lastError,
}: Standing): string[] {
  return [
    secret,
    type || '-',
    strategy,
    ageMs === undefined ? '-' : age(ageMs),
    dueAt === undefined ? (schedule ?? '-') : new Date(dueAt).toISOString().slice(0, 16).replace('T', ' '),
    failures > 0 ? `${state} (${failures})` : state,
    lastError ?? '-',
  ];
}

function age(milliseconds: number): string {
  if (milliseconds >= day) return `${Math.floor(milliseconds / day)} d`;
  if (milliseconds >= day / 24) return `${Math.floor(milliseconds / (day / 24))} h`;
  return `${Math.floor(milliseconds / 60_000)} min`;
}
