import type { Contest } from './contest.ts';
import { type Finding, ratio } from './finding.ts';
import { inTurn, median, type Rounds, timed } from './statistics.ts';

const budget = 1.25;

/** Wall time of one whole rotation, by the engine and by a script that makes the same statements and calls. */
export async function measureRotationTime(
  { subject, engine, script }: Contest,
  rounds: Rounds,
): Promise<Finding> {
  const times = await inTurn({ engine: () => timed(engine), script: () => timed(script) }, rounds);
  return ratio('rotation time', subject, median(times('engine')), median(times('script')), {
    budget,
    note: 'ms, engine against script',
  });
}
