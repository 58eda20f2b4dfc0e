import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import pc from 'picocolors';
import type { Guard } from './guard.ts';
import { guards } from './guards.ts';
import { runTests, type Verdict } from './run-tests.ts';

/** What is made from the rest, or shared with it. */
const left = ['node_modules', '.git', '.cache', 'dist'];
const linked = ['node_modules', '.cache'];

/** A copy of the project as it stands, for a mutant to live in. */
async function copyProject(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'mutant-'));
  await cp('.', copy, { recursive: true, filter: (source) => !left.includes(basename(source)) });
  for (const folder of linked) await symlink(join(process.cwd(), folder), join(copy, folder));
  return copy;
}

async function within<Answer>(work: (copy: string) => Promise<Answer>): Promise<Answer> {
  const copy = await copyProject();
  try {
    return await work(copy);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** The tests without any guard; a single argument picks the guards whose title or file holds it. */
function withoutGuard({ file, find, replace, tests }: Guard): Promise<Verdict> {
  return within(async (copy) => {
    const path = join(copy, file);
    const parts = (await readFile(path, 'utf8')).split(find);
    if (parts.length !== 2) return { outcome: 'broken', by: `the text is there ${parts.length - 1} times` };
    await writeFile(path, parts.join(replace));
    return runTests(copy, tests);
  });
}

const wanted = process.argv[2] ?? '';
const chosen = guards.filter(({ title, file }) => `${title} ${file}`.includes(wanted));
const write = (line: string) => process.stdout.write(`${line}\n`);
const untouched = await within((copy) => runTests(copy, [...new Set(chosen.flatMap(({ tests }) => tests))]));
if (untouched.outcome !== 'green')
  throw new Error(`with every guard in place the tests are ${untouched.outcome}: ${untouched.by}`);

const marks = { red: pc.green('red'), green: pc.red('SURVIVED'), broken: pc.red('BROKEN') } as const;
let unproven = 0;
for (const guard of chosen) {
  const { outcome, by } = await withoutGuard(guard);
  if (outcome !== 'red') unproven += 1;
  write(`${marks[outcome]}  ${guard.title}  ${pc.dim(`${guard.file}  ${by}`)}`);
}
write(`${chosen.length - unproven} of ${chosen.length} guards, each taken away in turn, turn a test red`);
process.exitCode = unproven === 0 ? 0 : 1;
