import type { SweepOutcome, SweepResult } from '../engine/operations/sweep/outcome.ts';
import type { Line } from '../runtime/logger.ts';

const troubles: readonly SweepOutcome[] = ['failed', 'malformed', 'stopped', 'drifted', 'left'];

/**
 * The line that shows a timer is at work: an alarm of the templates is raised where `swept-well` was missing for long.
 * A hyphen joins what Simple Log Service would else take for two words.
 */
export function sweepLine({ Type: type, Counts: counts }: SweepResult): Line {
  if (troubles.some((outcome) => counts[outcome]))
    return { level: 'warn', event: 'swept-badly', type, counts };
  return { level: 'info', event: 'swept-well', type, counts };
}
