import * as z from 'zod';
import { isWanted, Kind } from './kind.ts';
import { Notice } from './notice.ts';

/** The content of one notification: the counts of all notices, and the notices that fit, the most urgent first. */
export const Digest = z.object({
  Counts: z.partialRecord(Kind, z.number().int().positive()),
  Notices: z.array(Notice),
});
export type Digest = z.output<typeof Digest>;

export function digestOf(notices: readonly Notice[]): Digest {
  const counts: Digest['Counts'] = {};
  for (const { Kind: kind } of notices) counts[kind] = (counts[kind] ?? 0) + 1;
  return { Counts: counts, Notices: notices.toSorted(byUrgency) };
}

export function joined(one: Digest, other: Digest): Digest {
  const counts: Digest['Counts'] = { ...one.Counts };
  for (const kind of Kind.options) {
    const more = other.Counts[kind];
    if (more !== undefined) counts[kind] = (counts[kind] ?? 0) + more;
  }
  return { Counts: counts, Notices: [...one.Notices, ...other.Notices].toSorted(byUrgency) };
}

export function selected({ Counts, Notices }: Digest, wanted: ReadonlySet<Kind>): Digest {
  const counts: Digest['Counts'] = {};
  for (const kind of Kind.options)
    if (isWanted(kind, wanted) && Counts[kind] !== undefined) counts[kind] = Counts[kind];
  return { Counts: counts, Notices: Notices.filter((notice) => isWanted(notice.Kind, wanted)) };
}

/** Returns a digest that fits into `bytes` of JSON. It leaves out the least urgent notices, but still counts them. */
export function within(bytes: number, { Counts, Notices }: Digest): Digest {
  let size = 0;
  const fitting = Notices.findIndex((notice) => {
    size += Buffer.byteLength(JSON.stringify(notice)) + 1;
    return size > bytes;
  });
  return { Counts, Notices: fitting === -1 ? Notices : Notices.slice(0, fitting) };
}

export function total({ Counts }: Digest): number {
  return Object.values(Counts).reduce((sum, count) => sum + count, 0);
}

function byUrgency(one: Notice, other: Notice): number {
  return Kind.options.indexOf(one.Kind) - Kind.options.indexOf(other.Kind);
}
