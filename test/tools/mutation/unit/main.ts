import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import pc from 'picocolors';
import { judge, percent, type Score } from './judge.ts';
import { runStryker } from './run-stryker.ts';
import { survivors } from './survivors.ts';

/** What unit tests judge: the protocol, and what is done around it. */
const folders = ['shared/engine/rotation', 'shared/engine/operations'];

/** Of a hundred mutants that are no texts. */
const least = 90;

const found = await Promise.all(
  folders.map(async (folder) =>
    (await readdir(folder, { recursive: true })).map((file) => join(folder, file)),
  ),
);
const files = found.flat().filter((file) => file.endsWith('.ts'));
const nameOf = (file: string) => basename(file, '.ts');
const wanted = process.argv.slice(2);
const isMeant = (name: string, file: string) => name === nameOf(file) || file.startsWith(`${name}/`);
const unknown = wanted.filter((name) => !files.some((file) => isMeant(name, file)));
if (unknown.length > 0)
  throw new Error(`nothing is named ${unknown.join(', ')}; there are ${files.map(nameOf).join(', ')}`);
const chosen = wanted.length > 0 ? files.filter((file) => wanted.some((name) => isMeant(name, file))) : files;
const { scores, whole, unexplained, stale } = judge(await runStryker(chosen), survivors);

const write = (line: string) => process.stdout.write(`${line}\n`);
const row = (score: Score) =>
  `${score.file.padEnd(36)}${`${score.killed} of ${score.all}`.padStart(12)}${percent(score).toFixed(1).padStart(8)} %`;
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
