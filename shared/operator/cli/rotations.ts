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

/** Groups the calls of each rotation, the newest rotation first. Expects the newest call first. */
export function foldDeeds(deeds: readonly Deed[]): readonly Rotation[] {
  const groups: Deed[][] = [];
  for (const deed of deeds.toReversed()) groupOf(groups, deed).push(deed);
  return groups.map(rotationOf).toReversed();
}

/** Milliseconds of the longest rotation: it ends within an invocation of an hour. A later call is not part of it. */
const longest = hour;

/**
 * Returns the group of a call, a new one if there is none. The previous stage moves to another version than the rotated
 * one; such a call belongs to the rotation under way.
 */
function groupOf(groups: Deed[][], deed: Deed): Deed[] {
  const own = groups.findLast((group) => {
    const [first, last] = [group[0], group.at(-1)];
    if (first?.by !== deed.by || group.some(endsRotation)) return false;
    if (Date.parse(deed.at) - Date.parse(last?.at ?? '') > longest) return false;
    return deed.stage === 'previous' || first.version === deed.version;
  });
  if (own) return own;
  const made: Deed[] = [];
  groups.push(made);
  return made;
}

function endsRotation({ did, refused }: Deed): boolean {
  return did === 'removed pending' && refused === undefined;
}

function rotationOf(deeds: readonly Deed[]): Rotation {
  const [first] = deeds;
  if (!first) throw new Error('a rotation has one call at least');
  const { at, by, from, version } = first;
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
