import type { Cloud } from '../../support/stand/cloud.ts';
import type { Contest } from './contest.ts';
import { type Finding, ratio } from './finding.ts';
import { inTurn, median, type Rounds } from './statistics.ts';
import { ServerLog, toldOfPassword } from './watch.ts';

const budget = 1.5;

/** About what a call of KMS takes within a region: it, and not the sandbox's speed, decides how long the window is. */
const kmsDelay = { kind: 'delay', milliseconds: 20, when: 'before' } as const;

/**
 * The time in which no stored current value logs in, seen from outside: from when the server is told of the new
 * password to when the sandbox moves the current stage. What the engine itself reports is shown beside it.
 */
export async function measureWindow(
  { sandbox: { faults } }: Cloud,
  { subject, server, engine, script }: Contest,
  promotedAt: () => number,
  rounds: Rounds,
): Promise<Finding> {
  await using log = await ServerLog.open(server);
  const reported: number[] = [];
  const seen = async (rotate: () => Promise<unknown>) => {
    await log.read();
    await rotate();
    return promotedAt() - toldOfPassword(await log.read());
  };
  faults.ask({ fault: kmsDelay, times: Number.POSITIVE_INFINITY });
  const windows = await inTurn(
    {
      engine: () => seen(async () => reported.push((await engine()).WindowMs ?? Number.NaN)),
      script: () => seen(script),
    },
    rounds,
  );
  faults.clear();
  const own = median(reported.slice(rounds.warmUp));
  return ratio('window', subject, median(windows('engine')), median(windows('script')), {
    budget,
    note: `ms, engine against script; WindowMs says ${own}`,
  });
}
