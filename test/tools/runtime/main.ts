import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleFunctions } from '../../../shared/build/bundle.ts';
import { type Sandbox, startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { builtZip, deployZip, type Runtime } from '../../support/deploy/deploy-zip.ts';
import { fcClientOf, invokeFunction } from '../../support/sandbox/fc-client.ts';
import { temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';
import { zipped } from '../../support/sandbox/zipped.ts';
import { inTurn, median } from '../bench/statistics.ts';

const root = join(import.meta.dirname, '../../..');
const rounds = { warmUp: 1, counted: 5 };
const ways: readonly Runtime[] = ['built-in', 'custom'];
const empty = 'exports.handler = async () => ({});';

interface Start {
  /** Milliseconds from the start of its process to the answer. */
  readonly cold: number;
  readonly warm: number;
  /** The most that it held, in MB. */
  readonly memory: number;
}

/** The event fits no shape, so that a function answers without asking anybody. */
async function start(sandbox: Sandbox, zip: string, runtime: Runtime): Promise<Start> {
  await deployZip(sandbox, 'measured', zip, runtime);
  try {
    await invokeFunction(sandbox, 'measured', '{}');
    await invokeFunction(sandbox, 'measured', '{}');
    const [cold, warm] = sandbox.invocations.slice(-2);
    if (cold?.cold !== true || warm?.cold !== false) throw new Error('a cold start was none');
    return { cold: cold.duration, warm: warm.duration, memory: warm.peakMemory ?? Number.NaN };
  } finally {
    await fcClientOf(sandbox).deleteFunction('measured');
  }
}

async function zips(into: string): Promise<[string, string][]> {
  const names = (await bundleFunctions(root, into)).map(({ name }) => name);
  const server = await readFile(join(into, names[0] ?? '', 'server.js'), 'utf8');
  const built = names.map(async (name): Promise<[string, string]> => [name, await builtZip(into, name)]);
  return [
    ['empty handler', zipped({ 'index.js': empty, 'server.js': server })],
    ...(await Promise.all(built)),
  ];
}

await using directory = await temporaryDirectory();
await using sandbox = await startSandbox();
const cases = (await zips(directory.path)).flatMap(([name, zip]) =>
  ways.map((runtime) => ({ name, runtime, run: () => start(sandbox, zip, runtime) })),
);
const titleOf = ({ name, runtime }: { name: string; runtime: Runtime }) => `${name} ${runtime}`;
process.stderr.write('starting each bundle in each runtime …\n');
const starts = await inTurn(Object.fromEntries(cases.map((one) => [titleOf(one), one.run])), rounds);
const cells = ['bundle', 'runtime', 'cold, ms', 'warm, ms', 'peak, MB'];
const rows = cases.map((one) => {
  const seen = starts(titleOf(one));
  const middle = (what: keyof Start) => Math.round(median(seen.map((start) => start[what]))).toString();
  return [one.name, one.runtime, middle('cold'), middle('warm'), middle('memory')];
});
for (const row of [cells, ...rows])
  process.stdout.write(`${row.map((cell, at) => (at < 2 ? cell.padEnd(15) : cell.padStart(10))).join('')}\n`);
