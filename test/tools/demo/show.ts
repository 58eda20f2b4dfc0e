import pc from 'picocolors';
import type { LifecycleEvent } from '../../../shared/engine/rotation/lifecycle.ts';
import type { Result } from '../../../shared/engine/rotation/result.ts';
import { Application } from '../../support/stand/application.ts';
import type { Cloud } from '../../support/stand/cloud.ts';
import { rotate } from '../../support/stand/rotate.ts';
import { type Subject, titleOf } from '../../support/stand/subject.ts';

/** One subject as the table shows it, and whether its promise was kept. */
export interface Shown {
  readonly title: string;
  readonly row: readonly string[];
  readonly kept: boolean;
  /** Whether the service holds two credentials at once, so that no login may be refused. */
  readonly dual: boolean;
  readonly rotations: number;
  readonly logins: number;
  readonly refused: number;
  /** Of create, set, test and finish, in milliseconds. */
  readonly medians: readonly number[];
}

type Say = (line: string) => void;

/** Rotates one secret `rotations` times while two applications log in, telling the first rotation step by step. */
export async function show(
  cloud: Cloud,
  subject: Subject,
  { rotations, say }: { readonly rotations: number; readonly say: Say },
): Promise<Shown> {
  await using ready = await subject.prepare(cloud);
  say(pc.bold(titleOf(subject)));
  say(`  secret ${ready.secret}`);
  await using fresh = new Application(cloud, ready, 'fresh');
  await using caching = new Application(cloud, ready, 'caching');
  const results: Result[] = [];
  for (let count = 0; count < rotations; count += 1) {
    await Promise.all([fresh.refresh(), caching.refresh()]);
    const emit = count === 0 ? (event: LifecycleEvent) => narrate(event, say) : () => {};
    results.push(await rotate(cloud, subject.type, ready.secret, { emit }));
  }
  await Promise.all([fresh.refresh(), caching.refresh()]);
  const refused = fresh.tally.refused + caching.tally.refused;
  const rotated = results.every((result) => result.Outcome === 'rotated');
  const kept = rotated && (!subject.dual || refused === 0);
  say(
    `  … and ${rotations - 1} more: ${kept ? pc.green(verdict(subject, refused)) : pc.red(verdict(subject, refused))}\n`,
  );
  const medians = mediansOf(results);
  return {
    title: titleOf(subject),
    row: rowOf(subject, results, { fresh: fresh.tally, caching: caching.tally, medians }),
    kept,
    dual: subject.dual,
    rotations,
    logins: fresh.tally.logins + caching.tally.logins,
    refused,
    medians,
  };
}

function verdict({ dual }: Subject, refused: number): string {
  if (dual) return `${refused} logins refused`;
  return `${refused} logins refused, as this strategy must; the window was measured`;
}

function narrate(event: LifecycleEvent, say: Say): void {
  if (event.event === 'service-opened')
    say(pc.dim(`  opened and locked; ${event.strategy}: ${event.reason}`));
  if (event.event === 'step-finished')
    say(`  ${pc.green('✓')} ${event.step.padEnd(12)} ${event.durationMs} ms`);
  if (event.event === 'promoted') say(pc.dim(`    current: ${event.from} → ${event.version}`));
}

function rowOf(
  { service, strategy, actor, dual }: Subject,
  results: readonly Result[],
  {
    fresh,
    caching,
    medians,
  }: Record<'fresh' | 'caching', Application['tally']> & { readonly medians: readonly number[] },
): string[] {
  return [
    service,
    strategy,
    actor,
    ...[results.length, fresh.logins, fresh.refused, caching.logins, caching.refused, ...medians].map(String),
    dual ? '-' : String(median(results.flatMap((result) => result.WindowMs ?? []))),
  ];
}

function mediansOf(results: readonly Result[]): readonly number[] {
  return ['createSecret', 'setSecret', 'testSecret', 'finishSecret'].map((step) =>
    median(
      results.flatMap((result) =>
        result.Steps.filter((one) => one.Step === step).map((one) => one.DurationMs),
      ),
    ),
  );
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
