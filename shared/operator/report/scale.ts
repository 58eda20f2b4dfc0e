import { day } from '../../runtime/time.ts';
import type { Member } from './member.ts';

/** The longest time that a lane shows. Without it, one old secret would press all others together. */
const furthest = 100 * day;
const nearest = 7 * day;

/** A period drawn from left to right. It is the same for every secret, so that rows can be compared. */
export interface Scale {
  readonly from: number;
  readonly now: number;
  readonly to: number;
  /** Returns the place of an instant in percent of the width. An instant outside is at the edge. */
  at(instant: number): number;
}

export function scaleOf(members: readonly Member[], now: number): Scale {
  const past = reach(members.map(({ ageMs = 0 }) => ageMs));
  const future = reach(members.map(({ dueAt = now }) => dueAt - now));
  const [from, to] = [now - past, now + future];
  const at = (instant: number) => (100 * (Math.min(to, Math.max(from, instant)) - from)) / (to - from);
  return { from, now, to, at };
}

function reach(spans: readonly number[]): number {
  return spans.reduce((furthestYet, span) => Math.max(furthestYet, Math.min(span, furthest)), nearest);
}
