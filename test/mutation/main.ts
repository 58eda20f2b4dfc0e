import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import pc from 'picocolors';
import { runFolder } from '../temporary/run-folder.ts';
import type { Guard } from './guard.ts';
import { guards } from './guards.ts';
import { runTests, type Verdict } from './run-tests.ts';

/** What is made from the rest, or shared with it. */
const left = ['node_modules', '.git', '.cache', 'dist'];
const linked = ['node_modules', '.cache'];

/** A copy of the project as it stands, for a mutant to live in. */
async function copyProject(): Promise<string> {
  const copy = await mkdtemp(join(await runFolder(), 'mutant-'));
  await cp('.', copy, { recursive: true, filter: (source) => !left.includes(basename(source)) });
  for (const folder of linked) await symlink(join(process.cwd(), folder), join(copy, folder));
  return copy;
}

interface Judged {
  readonly tests: readonly string[];
  readonly isBuilt?: boolean | undefined;
  /** Files that are not as they stand, by path. */
  readonly changed?: Readonly<Record<string, string>>;
}

/** What the tests say of a copy. */
async function judge({ tests, isBuilt, changed = {} }: Judged): Promise<Verdict> {
  const copy = await copyProject();
  try {
    for (const [path, text] of Object.entries(changed)) await writeFile(join(copy, path), text);
    if (isBuilt) await promisify(execFile)('npm', ['run', 'build'], { cwd: copy });
    return await runTests(copy, tests);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** What the tests of a guard say where it is not there. */
async function withoutGuard({ file, find, replace, tests, isBuilt }: Guard): Promise<Verdict> {
  const parts = (await readFile(file, 'utf8')).split(find);
  if (parts.length !== 2) return { outcome: 'broken', by: `the text is there ${parts.length - 1} times` };
  return judge({ tests, isBuilt, changed: { [file]: parts.join(replace) } });
}

/** Guards whose title or file holds it; all where it is empty. */
const wanted = process.argv[2] ?? '';
const chosen = guards.filter(({ title, file }) => `${title} ${file}`.includes(wanted));
const write = (line: string) => process.stdout.write(`${line}\n`);
const untouched = await judge({
  tests: [...new Set(chosen.flatMap(({ tests }) => tests))],
  isBuilt: chosen.some(({ isBuilt }) => isBuilt),
});
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
