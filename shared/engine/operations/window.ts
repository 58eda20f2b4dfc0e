import { day, minute } from '../../runtime/time.ts';
import type { Window } from '../rotation/timing.ts';
import { instantAt, wallTime } from './wall-clock.ts';

/** One opening of a window; instants in milliseconds since the epoch, the last one no longer inside. */
export interface Opening {
  readonly from: number;
  readonly until: number;
}

/** The opening that holds the instant, else the next one. One that falls into a missing hour whole is left out. */
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
