import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import * as z from 'zod';

/** What vitest says in JSON about a run. */
const Report = z.object({
  numFailedTests: z.number(),
  numPassedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string(),
      assertionResults: z.array(
        z.object({
          status: z.string(),
          fullName: z.string(),
          duration: z.number().nullish(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

export interface Verdict {
  readonly outcome: 'green' | 'red' | 'broken';
  /** The first test that failed, or why none ran. */
  readonly by: string;
  /** What it said. */
  readonly message?: string;
  /** Milliseconds of the slowest test of each file, by its path in the project. */
  readonly slowest: ReadonlyMap<string, number>;
}

/** How test files are run. */
export interface Run {
  readonly files: readonly string[];
  /** Whether every case is tried, as `npm run test:all` has it. */
  readonly exhaustive: boolean;
  /** Milliseconds a test may take; without a limit where absent. */
  readonly limit?: number;
  /** Added to the environment. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Runs test files in a copy of the project until the first one fails. A file that cannot be loaded is no proof. */
export async function runTests(
  project: string,
  { files, exhaustive, limit, variables }: Run,
): Promise<Verdict> {
  const output = join(project, 'report.json');
  const { EXHAUSTIVE: _, ...inherited } = process.env;
  const env = { ...inherited, ...variables, ...(exhaustive ? { EXHAUSTIVE: '1' } : {}) };
  await new Promise<void>((resolve, reject) => {
    const options = ['--bail=1', '--reporter=json', `--outputFile=${output}`];
    if (limit !== undefined) options.push(`--testTimeout=${Math.ceil(limit)}`);
    const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...options, ...files], {
      cwd: project,
      env,
      stdio: 'ignore',
    });
    child.on('error', reject).on('close', () => resolve());
  });
  const report = Report.parse(JSON.parse(await readFile(output, 'utf8')));
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  const slowest = new Map(
    report.testResults.map(({ name, assertionResults }) => [
      relative(project, name),
      Math.max(0, ...assertionResults.map(({ duration }) => duration ?? 0)),
    ]),
  );
  const failed = tests.find(({ status }) => status === 'failed');
  if (failed)
    return {
      outcome: 'red',
      by: failed.fullName,
      message: failed.failureMessages?.join('\n') ?? '',
      slowest,
    };
  const message = report.testResults.map((one) => one.message).find((text) => text !== '');
  if (message !== undefined || report.numPassedTests === 0)
    return { outcome: 'broken', by: message ?? 'no test ran', slowest };
  return { outcome: 'green', by: '', slowest };
}
