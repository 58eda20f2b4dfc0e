import type { LoggedIn } from '../../engine/rotation/service.ts';
import { instant } from '../../runtime/time.ts';

/** One session of an account, as the server lists it. */
export interface Seen {
  readonly account: string;
  readonly from: string | undefined;
  /** Milliseconds since the epoch. */
  readonly since: number | undefined;
}

/** Groups sessions by place, and puts the places with the most sessions first. */
export function byPlace(seen: readonly Seen[]): readonly LoggedIn[] {
  const places = new Map<string, LoggedIn>();
  for (const { account, from, since } of seen) {
    const place = JSON.stringify([account, from]);
    const known = places.get(place);
    const oldest = [known?.since, since].filter((time) => time !== undefined);
    places.set(place, {
      account,
      from,
      count: (known?.count ?? 0) + 1,
      since: oldest.length > 0 ? Math.min(...oldest) : undefined,
    });
  }
  return [...places.values()].sort((one, other) => other.count - one.count);
}

/** Most places that a message names, to keep it short. */
const named = 5;

/** Describes places for the operator, such as `3 sessions of app from 10.0.0.5 since 2026-11-25T08:00:00Z`. */
export function describe(places: readonly LoggedIn[]): string {
  const told = places.slice(0, named).map(({ account, from, count, since }) => {
    const place = from === undefined ? '' : ` from ${from}`;
    const age = since === undefined ? '' : ` since ${instant(since)}`;
    return `${count} ${count === 1 ? 'session' : 'sessions'} of ${account}${place}${age}`;
  });
  const others = places.length - told.length;
  return [...told, ...(others > 0 ? [`${others} more places`] : [])].join('; ');
}
