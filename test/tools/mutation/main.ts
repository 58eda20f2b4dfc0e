import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import pc from 'picocolors';
import { startAll, whySshdIsSkipped } from '../../support/servers/all.ts';
import { addressOf, type LentServers, lentServers } from '../../support/servers/lent.ts';
import { compiledIn } from '../../support/temporary/compiled-folder.ts';
import { runFolder } from '../../support/temporary/run-folder.ts';
import type { Guard } from './guard.ts';
import { guards } from './guards.ts';
import { runTests, type Verdict } from './run-tests.ts';

/** What is made from the rest, or shared with it. */
const left = ['node_modules', '.git', '.cache', 'dist'];
const linked = ['node_modules', '.cache'];

/** Mutants that are tried side by side: most of their time passes before a test begins. */
const atOnce = 2;

/** A mutant that hangs is given so many times as long as the slowest of its tests takes where nothing is amiss. */
const patience = 10;
/** Milliseconds that a test is given at least: a busy machine takes its time with the fastest one, too. */
const least = 60_000;

/** A copy of the project as it stands, for a mutant to live in: where the last one lived, so that its compiled files fit. */
async function copyProject(place: number): Promise<string> {
  const copy = join(await runFolder(), `mutant-${place}`);
  await mkdir(copy);
  await cp('.', copy, { recursive: true, filter: (source) => !left.includes(basename(source)) });
  for (const folder of linked) await symlink(join(process.cwd(), folder), join(copy, folder));
  return copy;
}

interface Judged {
  /** Those that are tried side by side have different ones. */
  readonly place: number;
  readonly tests: readonly string[];
  readonly isBuilt?: boolean | undefined;
  /** Files that are not as they stand, by path. */
  readonly changed?: Readonly<Record<string, string>>;
  readonly exhaustive?: boolean;
  readonly limit?: number;
}

/** Lends each run of the tests the same servers and compiled files: to make them takes longer than most guards need. */
async function startLending(): Promise<Lending> {
  const compiled = join(await runFolder(), 'compiled');
  await mkdir(compiled);
  const all = await startAll();
  const hasSshd = (await whySshdIsSkipped()) === undefined;
  const variables = (exhaustive: boolean) => {
    const newest = all.servers.filter(
      ({ engine }, index) => !all.servers.slice(index + 1).some((later) => later.engine === engine),
    );
    const lent: LentServers = { servers: (exhaustive ? all.servers : newest).map(addressOf), hasSshd };
    return { [lentServers]: JSON.stringify(lent), [compiledIn]: compiled };
  };
  return { variables, [Symbol.asyncDispose]: () => all[Symbol.asyncDispose]() };
}

interface Lending extends AsyncDisposable {
  variables(exhaustive: boolean): Record<string, string>;
}

/** What the tests say of a copy. */
async function judge(
  lending: Lending,
  { place, tests, isBuilt, changed = {}, exhaustive = false, limit }: Judged,
): Promise<Verdict> {
  const copy = await copyProject(place);
  try {
    for (const [path, text] of Object.entries(changed)) await writeFile(join(copy, path), text);
    // Without the guard where a test starts what is built, else with it: a bundle that is missing would turn any test red.
    if (!isBuilt) await cp('dist', join(copy, 'dist'), { recursive: true });
    else await promisify(execFile)('npm', ['run', 'build'], { cwd: copy });
    const variables = lending.variables(exhaustive);
    return await runTests(copy, { files: tests, exhaustive, variables, ...(limit && { limit }) });
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/** What the tests of a guard say where it is not there: those of `npm test`, and if these say nothing, all of them. */
async function withoutGuard(
  lending: Lending,
  { file, find, replace, tests, isBuilt }: Guard,
  limit: number,
  place: number,
): Promise<Verdict & { readonly inAllOnly: boolean }> {
  const parts = (await readFile(file, 'utf8')).split(find);
  if (parts.length !== 2)
    return {
      outcome: 'broken',
      by: `the text is there ${parts.length - 1} times`,
      slowest: new Map(),
      inAllOnly: true,
    };
  const mutant = { place, tests, isBuilt, changed: { [file]: parts.join(replace) }, limit };
  const quick = await judge(lending, mutant);
  if (quick.outcome === 'red') return { ...quick, inAllOnly: false };
  return { ...(await judge(lending, { ...mutant, exhaustive: true, limit: 10 * limit })), inAllOnly: true };
}

/** Guards whose title or file holds one of them; all where there is none. */
const wanted = process.argv.slice(2);
const chosen = guards.filter(
  ({ title, file }) => wanted.length === 0 || wanted.some((text) => `${title} ${file}`.includes(text)),
);
if (chosen.length === 0) throw new Error('no guard has that in its title or file');
const write = (line: string) => process.stdout.write(`${line}\n`);

const marks = { red: pc.green('red'), green: pc.red('SURVIVED'), broken: pc.red('BROKEN') } as const;

async function mutate(lending: Lending): Promise<boolean> {
  const untouched = await judge(lending, {
    place: 0,
    tests: [...new Set(chosen.flatMap(({ tests }) => tests))],
    isBuilt: chosen.some(({ isBuilt }) => isBuilt),
  });
  if (untouched.outcome !== 'green')
    throw new Error(
      `with every guard in place the tests are ${untouched.outcome}: ${untouched.by}\n${untouched.message}`,
    );
  const limitOf = ({ tests }: Guard) =>
    Math.max(least, ...tests.map((file) => patience * (untouched.slowest.get(file) ?? 0)));
  let [red, quick] = [0, 0];
  const waiting = chosen.values();
  const work = async (_: unknown, place: number) => {
    for (const guard of waiting) {
      const { outcome, by, inAllOnly } = await withoutGuard(lending, guard, limitOf(guard), place);
      if (outcome === 'red') red += 1;
      if (outcome === 'red' && !inAllOnly) quick += 1;
      const lane = outcome === 'red' && inAllOnly ? pc.yellow('  in test:all only') : '';
      write(`${marks[outcome]}${lane}  ${guard.title}  ${pc.dim(`${guard.file}  ${by}`)}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  write(`${red} of ${chosen.length} guards, each taken away in turn, turn a test red`);
  write(`${quick} of them turn one red in npm test`);
  return red === chosen.length && quick >= 0.9 * chosen.length;
}

await using lending = await startLending();
process.exitCode = (await mutate(lending)) ? 0 : 1;
