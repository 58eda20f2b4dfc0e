import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

/** What vitest says in JSON about a run. */
const Report = z.object({
  numFailedTests: z.number(),
  numPassedTests: z.number(),
  testResults: z.array(
    z.object({
      message: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
});

export interface Verdict {
  readonly outcome: 'green' | 'red' | 'broken';
  /** The first test that failed, or why none ran. */
  readonly by: string;
}

/** Long enough for every test that passes, also while others run, short enough for a mutant that hangs. */
const longest = '60000';

/** Runs test files in a copy of the project until the first one fails. A file that cannot be loaded is no proof. */
export async function runTests(project: string, files: readonly string[]): Promise<Verdict> {
  const output = join(project, 'report.json');
  await new Promise<void>((resolve, reject) => {
    const options = ['--bail=1', `--testTimeout=${longest}`, '--reporter=json', `--outputFile=${output}`];
    const child = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...options, ...files], {
      cwd: project,
      stdio: 'ignore',
    });
    child.on('error', reject).on('close', () => resolve());
  });
  const report = Report.parse(JSON.parse(await readFile(output, 'utf8')));
  const failed = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .find(({ status }) => status === 'failed');
  if (failed) return { outcome: 'red', by: failed.fullName };
  const message = report.testResults.map((one) => one.message).find((text) => text !== '');
  if (message !== undefined || report.numPassedTests === 0)
    return { outcome: 'broken', by: message ?? 'no test ran' };
  return { outcome: 'green', by: '' };
}
