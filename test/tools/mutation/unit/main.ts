import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import pc from 'picocolors';
import { judge, percent, type Score } from './judge.ts';
import { runStryker } from './run-stryker.ts';
import { survivors } from './survivors.ts';

const folder = 'shared/engine/rotation';

/** Of a hundred mutants that are no texts. */
const least = 90;

const names = (await readdir(folder)).map((file) => basename(file, '.ts'));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) throw new Error(`${folder} has no ${unknown.join(', ')}; it has ${names.join(', ')}`);

const chosen = wanted.length > 0 ? wanted : names;
const { scores, whole, unexplained, stale } = judge(
  await runStryker(chosen.map((name) => join(folder, `${name}.ts`))),
  survivors,
);

const write = (line: string) => process.stdout.write(`${line}\n`);
const row = (score: Score) =>
  `${score.file.padEnd(32)}${`${score.killed} of ${score.all}`.padStart(12)}${percent(score).toFixed(1).padStart(8)} %`;
for (const score of scores) write(row(score));
write(row(whole));
for (const { file, line, mutated, by } of unexplained)
  write(`${pc.red('SURVIVED')}  ${mutated} -> ${by}  ${pc.dim(`${file}  ${line}`)}`);
for (const { file, line, mutated, by } of stale)
  write(`${pc.red('KILLED, but listed')}  ${mutated} -> ${by}  ${pc.dim(`${file}  ${line}`)}`);
const good = percent(whole) >= least && unexplained.length === 0 && stale.length === 0;
write(
  good
    ? `${whole.all - whole.killed} live, each for a reason`
    : `at least ${least} % must be killed, and each of the others explained in test/tools/mutation/unit/survivors.ts`,
);
process.exitCode = good ? 0 : 1;
