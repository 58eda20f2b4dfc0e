import { table } from '../../../shared/operator/cli/table.ts';
import { type Entry, type Kill, kill } from '../../process/crash/kill.ts';
import { describeKill, entries, killsOf, messagesOf } from '../../process/crash/matrix.ts';
import { startAll } from '../../support/servers/all.ts';
import { findSubjects, titleOf } from '../../support/stand/subject.ts';

/** Two for the processors of a small machine, one to fill the waits. */
const atOnce = 3;

const every = process.argv.includes('--every');
/** Words of which a subject's title must have each; all subjects where there are none. */
const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const say = (line: string) => process.stdout.write(`${line}\n`);

/** What came of the kills in one way into one setting on one server. */
class Tally {
  tried = 0;
  converged = 0;

  count(killed: boolean, converged: boolean): void {
    if (killed) this.tried += 1;
    if (killed && converged) this.converged += 1;
  }
}

async function crash(): Promise<boolean> {
  await using all = await startAll();
  for (const { name, reason } of all.skipped) say(`skipped engine: ${name} (${reason})`);
  const subjects = (await findSubjects(all.servers)).filter((subject) =>
    wanted.every((word) => titleOf(subject).includes(word)),
  );
  const tallies = new Map(entries(subjects).map((entry) => [entry, new Tally()]));
  const kills = (await inParallel([...tallies.keys()], plan)).flat();
  say(`${kills.length} kills are planned.`);
  let failed = 0;
  let done = 0;
  await inParallel(kills, async ([entry, one]) => {
    const seen = await kill(one);
    tallies.get(entry)?.count(seen.killed, seen.problems.length === 0);
    done += 1;
    if (done % 250 === 0) say(`${done} done, ${failed} failed`);
    if (seen.problems.length === 0) return;
    failed += 1;
    say(`FAILED: ${[describeKill(one, seen), ...seen.problems].join('\n  ')}`);
  });
  report(tallies);
  return failed === 0 && [...tallies.values()].every(({ tried }) => tried > 0);
}

async function plan(entry: Entry): Promise<(readonly [Entry, Kill])[]> {
  const kills = killsOf(entry, await messagesOf(entry), every);
  return kills.map((one) => [entry, one] as const);
}

async function inParallel<One, Answer>(
  all: readonly One[],
  work: (one: One) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  const waiting = all.entries();
  const worker = async () => {
    for (const [index, one] of waiting) answers[index] = await work(one);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return answers;
}

function report(tallies: ReadonlyMap<Entry, Tally>): void {
  const rows = new Map<string, { cells: string[]; tried: number; converged: number }>();
  for (const [{ subject }, { tried, converged }] of tallies) {
    const cells = [subject.strategy, subject.actor, subject.service];
    const row = rows.get(cells.join()) ?? { cells, tried: 0, converged: 0 };
    rows.set(cells.join(), row);
    row.cells.push(String(tried));
    row.tried += tried;
    row.converged += converged;
  }
  const heading = ['STRATEGY', 'BY', 'SERVICE', 'FIRST', 'LATER', 'CREATE', 'SET', 'TEST', 'FINISH', 'BACK'];
  const lines = [...rows.values()].map(({ cells, tried, converged }) => [
    ...heading.map((_, column) => cells[column] ?? '-'),
    `${tried}`,
    `${converged}`,
  ]);
  say(table([[...heading, 'POINTS TRIED', 'CONVERGED'], ...lines]));
}

const startedAt = performance.now();
const converged = await crash();
const minutes = ((performance.now() - startedAt) / 60_000).toFixed(1);
say(
  converged ? `Every kill converged, in ${minutes} min.` : `Some kill did not converge, in ${minutes} min.`,
);
process.exitCode = converged ? 0 : 1;
