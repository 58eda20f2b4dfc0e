import { expect } from 'vitest';
import type { SweepResult } from '../../../../shared/engine/operations/sweep/outcome.ts';
import type { LifecycleEvent } from '../../../../shared/engine/rotation/lifecycle.ts';
import { instant } from '../../../../shared/runtime/time.ts';
import type { Cloud } from '../../../support/stand/cloud.ts';
import { statusOf } from '../../../support/stand/status.ts';
import { sweep } from '../../../support/stand/sweep.ts';

const long = Date.UTC(2001, 0, 1);
const day = 86_400_000;
let times = 0;

/** Makes a secret due, each time by another date: the same one would be the same rotation. No grace holds it back. */
export async function makeDue(cloud: Cloud, secret: string): Promise<void> {
  times += 1;
  await cloud.tag(secret, {
    'rotation:schedule': 'every:1d',
    'rotation:grace': '0m:accepted',
    'rotation:status': `success=${instant(long + times * day)}/failures=0`,
  });
}

/** One error that is to be answered to one secret. */
export interface Case {
  readonly title: string;
  readonly code: string;
  /** Whether it may be taken for a wish to come back later. */
  readonly mayWait: boolean;
}

/** A secret whose service, or whose store, can be told to answer with an error. */
export interface Opponent<One extends Case> {
  readonly secret: string;
  /** Has one case happen in the next sweep, or none. */
  begin(one?: One): void;
  /** Whether it has. */
  readonly delivered: boolean;
  /** Whether the current value logs in; absent where nothing is logged in to. */
  logsIn?(): Promise<boolean>;
  /** Whether the status of this secret can be written at all while that case happens. */
  isRecorded(one: One): boolean;
}

/** What came of all cases. */
export interface Score {
  delivered: number;
  /** Cases that no sweep came to, however often it was tried. */
  readonly unreached: string[];
  readonly ends: Map<string, number>;
}

const mostTries = 5;

/** All that anybody says with an error: none of it may be seen anywhere. */
export const canary = 'Canary-of-an-answer';

/** Who meets which cases. */
export interface Bout<One extends Case> {
  readonly cloud: Cloud;
  /** The same as the function reaches it. */
  readonly reached?: Cloud;
  readonly type: string;
  readonly opponents: readonly Opponent<One>[];
  /** Secrets to which nothing happens. */
  readonly bystanders: readonly string[];
  readonly cases: readonly One[];
  /** The same case where no rotation can miss it: some steps are not in each. */
  readonly sooner?: (one: One) => One;
}

/**
 * Has each case happen once, so many in one sweep as there are opponents: the bystanders are rotated whatever happens,
 * and each case ends as an error of ours that stands in the status of its secret.
 */
export async function fight<One extends Case>({
  cloud,
  reached = cloud,
  type,
  opponents,
  bystanders,
  cases,
  sooner = (one) => one,
}: Bout<One>): Promise<Score> {
  const score: Score = { delivered: 0, unreached: [], ends: new Map() };
  const left = cases.map((one) => ({ one, tries: 0 }));
  while (left.length > 0) {
    const round = opponents.flatMap((opponent) => {
      const next = left.shift();
      return next ? [{ opponent, next }] : [];
    });
    const all = [...opponents.map(({ secret }) => secret), ...bystanders];
    await Promise.all(all.map((secret) => makeDue(cloud, secret)));
    const wereIn = await Promise.all(round.map(({ opponent }) => opponent.logsIn?.()));
    for (const { opponent, next } of round) opponent.begin(next.one);
    const events: LifecycleEvent[] = [];
    const result = await sweep(
      reached,
      type,
      { concurrency: all.length, perServer: all.length, verify: false },
      (event) => events.push(event),
    );
    const delivered = round.map(({ opponent }) => opponent.delivered);
    for (const opponent of opponents) opponent.begin();
    expect(JSON.stringify([result, events])).not.toContain(canary);
    for (const secret of bystanders)
      expect(endOf(result, secret), secret).toMatchObject({ Outcome: 'rotated' });
    for (const [index, { opponent, next }] of round.entries()) {
      if (!delivered[index]) {
        // What an earlier case left half-done has fewer steps; it is finished by now.
        if (next.tries + 1 < mostTries) left.push({ one: sooner(next.one), tries: next.tries + 1 });
        else score.unreached.push(next.one.title);
        continue;
      }
      const end = await judge(cloud, result, events, opponent, next.one, wereIn[index]);
      score.delivered += 1;
      score.ends.set(end, (score.ends.get(end) ?? 0) + 1);
    }
  }
  return score;
}

function endOf({ Secrets }: SweepResult, secret: string) {
  return Secrets.find(({ SecretId }) => SecretId === secret);
}

/** These say what the answer was. */
const numbered = ['service-error', 'store-failed'];

/** How a case ended, once it is seen to be right. */
async function judge<One extends Case>(
  cloud: Cloud,
  result: SweepResult,
  events: readonly LifecycleEvent[],
  opponent: Opponent<One>,
  one: One,
  wasIn: boolean | undefined,
): Promise<string> {
  const { secret } = opponent;
  const { title } = one;
  const end = endOf(result, secret);
  const status = await statusOf(cloud, secret);
  if (end?.Outcome === 'rotated') {
    if (opponent.isRecorded(one)) expect(status, title).toMatch(/failures=0$/);
    return 'rotated all the same';
  }
  if (end?.Outcome === 'postponed') {
    expect(one.mayWait, title).toBe(true);
    // Nobody is told of it, so that nobody may miss anything.
    if (wasIn) expect(await opponent.logsIn?.(), title).toBe(true);
    return 'postponed';
  }
  expect(end, title).toMatchObject({ Outcome: 'failed', Code: expect.stringMatching(/^[a-z-]+$/) });
  const { Code: code = '', Reason: reason = '' } = end ?? {};
  expect(code, `${title}: ${reason}`).not.toBe('internal-error');
  const told = events.filter((event) => event.event === 'failed' && event.secret === secret);
  expect(told, title).toEqual([expect.objectContaining({ code, aftermath: expect.any(String) })]);
  if (numbered.includes(code)) expect(reason, title).toContain(one.code);
  if (opponent.isRecorded(one)) expect(status, title).toMatch(new RegExp(`failures=[01]:${code}@`));
  return code;
}

export function shown({ delivered, unreached, ends }: Score): string {
  const counts = [...ends].sort(([, one], [, other]) => other - one).map(([end, count]) => `${count} ${end}`);
  return `${delivered} errors answered (${counts.join(', ')}), ${unreached.length} not reached${unreached.map((title) => `; ${title}`).join('')}`;
}
