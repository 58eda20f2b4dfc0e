import { day, minute } from '../../runtime/time.ts';
import type { Window } from '../rotation/timing.ts';
import { instantAt, wallTime } from './wall-clock.ts';

/** One opening of a window, in milliseconds since the epoch. `until` is no longer inside. */
export interface Opening {
  readonly from: number;
  readonly until: number;
}

/** Returns the opening that holds the instant, or else the next one. Skips one that lies whole in a missing hour. */
export function openingAt({ from, to, zone }: Window, instant: number): Opening {
  const today = Math.floor(wallTime(zone, instant) / day) * day;
  const last = to > from ? to * minute : day + to * minute;
  for (let date = today - day; ; date += day) {
    const opening = {
      from: instantAt(zone, date + from * minute),
      until: instantAt(zone, date + last),
    };
    if (opening.until > Math.max(instant, opening.from)) return opening;
  }
}
