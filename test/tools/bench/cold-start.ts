import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { type Finding, ratio } from './finding.ts';
import { inTurn, median, type Rounds, timed } from './statistics.ts';

/**
 * A fresh process does what the platform's runtime does: loads the file and calls its handler. The event fits no
 * shape, so that the function answers without asking anybody.
 */
const runtime = `
const startedAt = performance.now();
const { handler } = require(process.argv[1]);
const context = { requestId: '1', function: { name: 'bench', memory: 512, timeout: 60 } };
const told = () => {
  const milliseconds = performance.now() - startedAt;
  process.stdout.write('\\n' + JSON.stringify({ milliseconds, megabytes: process.memoryUsage.rss() / 1048576 }));
};
handler(Buffer.from('{}'), context).then(told, told);`;

const empty = 'exports.handler = async () => ({});';

interface Start {
  /** Of the whole process, and of its loading and answering alone. */
  readonly process: number;
  readonly answer: number;
  /** Resident, in MB. */
  readonly memory: number;
}

/** `into` holds the bundles. The empty handler is measured in the same kind of process, in turn with them. */
export async function measureColdStarts(
  names: readonly string[],
  into: string,
  rounds: Rounds,
): Promise<Finding[]> {
  const nothing = join(into, 'empty.js');
  await writeFile(nothing, empty);
  const files = {
    '': nothing,
    ...Object.fromEntries(names.map((name) => [name, join(into, name, 'index.js')])),
  };
  const starts = await inTurn(
    Object.fromEntries(Object.entries(files).map(([name, file]) => [name, () => start(file)])),
    rounds,
  );
  const of = (name: string, what: keyof Start) => median(starts(name).map((one) => one[what]));
  const compare = (what: string, name: string, part: keyof Start, note: string) =>
    ratio(what, name, of(name, part), of('', part), { note });
  return names.flatMap((name) => [
    compare('cold start', name, 'process', 'ms of the whole process, against an empty handler'),
    compare('load and answer', name, 'answer', 'ms inside the process, against an empty handler'),
    compare('memory at the answer', name, 'memory', 'MB resident, against an empty handler'),
  ]);
}

const Told = z.object({ milliseconds: z.number(), megabytes: z.number() });

async function start(file: string): Promise<Start> {
  let told = '';
  const process = await timed(async () => {
    told = (await promisify(execFile)(globalThis.process.execPath, ['-e', runtime, file], { env: {} }))
      .stdout;
  });
  const { milliseconds, megabytes } = Told.parse(JSON.parse(told.split('\n').at(-1) ?? ''));
  return { process, answer: milliseconds, memory: megabytes };
}
