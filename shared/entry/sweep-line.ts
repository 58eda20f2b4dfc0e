import type { SweepOutcome, SweepResult } from '../engine/operations/sweep/outcome.ts';
import type { Line } from '../runtime/logger.ts';

const troubles: readonly SweepOutcome[] = ['failed', 'malformed', 'stopped', 'drifted', 'left'];

/**
 * Returns the line that shows that a timer is at work. An alarm of the templates is raised if `swept-well` is missing
 * for long. Without the hyphen, Simple Log Service would read two words.
 */
export function sweepLine({ Type: type, Counts: counts }: SweepResult): Line {
  if (troubles.some((outcome) => counts[outcome]))
    return { level: 'warn', event: 'swept-badly', type, counts };
  return { level: 'info', event: 'swept-well', type, counts };
}
