import { CloudError } from '../../alibaba/cloud-error.ts';
import type { Deeds } from '../../alibaba/secrets/audit-trail.ts';
import { tableInstant } from '../../runtime/time.ts';
import { paints as pc } from './paint.ts';
import { isExpected, type Rotation } from './rotations.ts';
import { table } from './table.ts';

export interface HistoryOptions {
  /** The number of past days for which the audit log is read. */
  readonly days: number;
  /** Whether each call of a rotation has its own line, in place of one line for the rotation. */
  readonly all: boolean;
}

export interface Unread {
  readonly unread: string;
}

/**
 * Returns why the audit log could not be read: a reader of the secret may not be allowed to read the log. Throws a bug
 * as it is.
 */
export function unread(error: unknown): Unread {
  if (!(error instanceof CloudError)) throw error;
  return { unread: error.message };
}

/** Returns the audit log as lines: one for each rotation, or for each of its calls. */
export function logLines(
  log: Deeds | Unread,
  rotations: readonly Rotation[],
  { days, all }: HistoryOptions,
): readonly string[] {
  if ('unread' in log) return ['', pc.yellow(`the audit log could not be read: ${log.unread}`)];
  if (log.deeds.length === 0) return ['', `nothing in the audit log of the last ${days} days`];
  const headings = ['AT (UTC)', 'WHAT', 'HOW', 'BY', 'FROM', 'VERSION'];
  const rows = rotations.flatMap((rotation) => (all ? calls(rotation) : [summary(rotation)]));
  const whole = log.complete ? [] : [pc.yellow('older entries were not read; ask for fewer days')];
  return ['', table([headings, ...rows]), ...whole];
}

function summary({ at, outcome, origin, by, from, version }: Rotation): string[] {
  return [tableInstant(Date.parse(at)), outcome, origin ?? '-', by, from ?? '-', version ?? '-'];
}

function calls({ deeds, origin }: Rotation): string[][] {
  return deeds.toReversed().map((deed) => {
    const { at, did, by, from, version, refused } = deed;
    const as = isExpected(deed, deeds) ? 'refused as expected' : 'refused';
    const what = refused === undefined ? did : `${did}: ${as}, ${refused}`;
    return [tableInstant(Date.parse(at)), what, origin ?? '-', by, from ?? '-', version ?? '-'];
  });
}
