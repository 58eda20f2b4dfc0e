import type { Deed } from '../../alibaba/secrets/audit-trail.ts';
import { hour } from '../../runtime/time.ts';
import { type Origin, originOf } from './origin.ts';

/** The history of one version: all its calls in an audit log, as one entry. */
export interface Rotation {
  /** The time at which it began. */
  readonly at: string;
  readonly outcome: string;
  readonly origin: Origin | undefined;
  readonly by: string;
  readonly from: string | undefined;
  readonly version: string | undefined;
  /** The calls, the oldest first. */
  readonly deeds: readonly Deed[];
}

/** Milliseconds of the longest rotation: it ends within an invocation of an hour. A later call is not part of it. */
const longest = hour;

/** The calls of one rotation. Times are in milliseconds since the epoch. */
class Group {
  readonly deeds: Deed[] = [];
  readonly #by: string;
  readonly #first: number;
  #last: number;
  #endedAt: number | undefined;

  constructor(deed: Deed) {
    this.#by = deed.by;
    this.#first = Date.parse(deed.at);
    this.#last = this.#first;
    this.add(deed);
  }

  get isOver(): boolean {
    return this.#endedAt !== undefined;
  }

  add(deed: Deed): void {
    const at = Date.parse(deed.at);
    this.deeds.push(deed);
    this.#last = Math.max(this.#last, at);
    if (endsRotation(deed)) this.#endedAt ??= at;
  }

  /** Whether a call is of the same caller, and not before the others, long after them, or after the end. */
  mayHave(deed: Deed): boolean {
    return this.#isNear(deed, 0);
  }

  /** Returns the same for a call that may come first. A resumed rotation moves the previous stage before the current one. */
  mayBeginWith(deed: Deed): boolean {
    return this.#isNear(deed, longest);
  }

  #isNear({ by, at: time }: Deed, before: number): boolean {
    const at = Date.parse(time);
    if (by !== this.#by || at < this.#first - before || at - this.#last > longest) return false;
    return this.#endedAt === undefined || at <= this.#endedAt;
  }
}

/**
 * Groups the calls of each rotation, the newest rotation first. Expects the newest call first.
 *
 * The previous stage moves to another version than the rotated one. Such a call belongs to the rotation that takes the
 * current stage from that version, and else to the one under way. Times are whole seconds, so the order of calls does
 * not tell two rotations of one second apart.
 */
export function foldDeeds(deeds: readonly Deed[]): readonly Rotation[] {
  const oldestFirst = deeds.toReversed();
  const rotations = byVersion(oldestFirst.filter((deed) => !isOfPrevious(deed)));
  const replacing = byReplaced(rotations);
  const alone: Group[] = [];
  for (const deed of oldestFirst.filter(isOfPrevious)) {
    const mayHave = (group: Group) => group.mayHave(deed);
    const known = deed.version === undefined ? undefined : replacing.get(deed.version);
    const own =
      known?.find((group) => group.mayBeginWith(deed)) ??
      rotations.findLast(mayHave) ??
      alone.findLast(mayHave);
    if (own) own.add(deed);
    else alone.push(new Group(deed));
  }
  const places = new Map(oldestFirst.map((deed, place) => [deed, place]));
  const placeOf = (deed: Deed | undefined) => (deed && places.get(deed)) ?? 0;
  return [...rotations, ...alone]
    .map((group) => group.deeds.toSorted((one, other) => placeOf(one) - placeOf(other)))
    .toSorted(([one], [other]) => placeOf(other) - placeOf(one))
    .map(rotationOf);
}

/** Groups calls by caller and version. A call after the end of a rotation begins another group. */
function byVersion(deeds: readonly Deed[]): readonly Group[] {
  const groups: Group[] = [];
  const newest = new Map<string, Group>();
  for (const deed of deeds) {
    const key = JSON.stringify([deed.by, deed.version]);
    const own = newest.get(key);
    if (own && !own.isOver && own.mayHave(deed)) own.add(deed);
    else {
      const made = new Group(deed);
      groups.push(made);
      newest.set(key, made);
    }
  }
  return groups;
}

/** The groups that take the current stage from a version, by that version. */
function byReplaced(groups: readonly Group[]): ReadonlyMap<string, Group[]> {
  const found = new Map<string, Group[]>();
  for (const group of groups)
    for (const { replaced, stage, refused } of group.deeds) {
      if (replaced === undefined || stage !== 'current' || refused !== undefined) continue;
      const others = found.get(replaced);
      if (others) others.push(group);
      else found.set(replaced, [group]);
    }
  return found;
}

function isOfPrevious({ stage }: Deed): boolean {
  return stage === 'previous';
}

function endsRotation({ did, refused }: Deed): boolean {
  return did === 'removed pending' && refused === undefined;
}

function rotationOf(deeds: readonly Deed[]): Rotation {
  const [first] = deeds;
  if (!first) throw new Error('a rotation has one call at least');
  const { at, by, from } = first;
  const { version } = deeds.find((deed) => !isOfPrevious(deed)) ?? first;
  const reached = outcomeOf(deeds);
  const origin = version === undefined || reached.own === undefined ? undefined : originOf(version);
  const done =
    origin === 'rollback' && reached.own === 'rotated' ? 'rolled back' : (reached.own ?? reached.other);
  const troubles = deeds.filter((deed) => deed.refused !== undefined && !isExpected(deed, deeds));
  const refusals = new Set(troubles.map(({ did, refused }) => `${did}: ${refused}`));
  const outcome = [...(done === undefined ? [] : [done]), ...refusals].join('; ');
  return { at, outcome, origin, by, from, version, deeds };
}

/** Whether a refused call succeeded at another time: KMS may refuse the previous stage beside the current one. */
export function isExpected({ refused, did, version }: Deed, deeds: readonly Deed[]): boolean {
  return (
    refused !== undefined &&
    deeds.some((other) => other.refused === undefined && other.did === did && other.version === version)
  );
}

/** Returns how far a rotation came. If the calls are not a rotation, returns the last one. */
function outcomeOf(deeds: readonly Deed[]): { readonly own?: string; readonly other?: string } {
  const done = deeds.filter(({ refused }) => refused === undefined);
  const stored = done.find(({ did }) => did === 'stored');
  const promoted = done.some(({ did }) => did === 'moved current');
  const ended = done.some(endsRotation);
  if (promoted && (stored || ended)) return { own: 'rotated' };
  if (stored?.stage === 'current') return { other: 'stored as current' };
  if (stored) return { own: ended ? 'given up' : 'stored, not promoted' };
  const last = done.at(-1);
  return last === undefined ? {} : { other: last.did };
}
