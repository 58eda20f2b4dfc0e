import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { type Mutant, mutantsOf, Report } from './mutant.ts';

/** As it is named in each copy of the project. */
const configFile = 'test/tools/mutation/unit/vitest.config.ts';

/** Mutates files of the project and runs the unit tests on each mutant, in a copy that is gone afterwards. */
export async function runStryker(files: readonly string[]): Promise<Mutant[]> {
  const folder = await mkdtemp(join(tmpdir(), 'mutants-'));
  const fileName = join(folder, 'report.json');
  try {
    await new Stryker({
      mutate: [...files],
      // Whoever asserts each text asserts nothing but that it was copied.
      mutator: { excludedMutations: ['StringLiteral'] },
      testRunner: 'vitest',
      plugins: [import.meta.resolve('@stryker-mutator/vitest-runner')],
      vitest: { configFile, related: false },
      coverageAnalysis: 'perTest',
      // Milliseconds beside three times what the tests take: on a busy machine a slow mutant is no endless one.
      timeoutMS: 15_000,
      timeoutFactor: 3,
      ignorePatterns: ['/.cache', '/dist'],
      // TypeScript 7 has no API to read one with, and a copy of the whole project needs none rewritten.
      tsconfigFile: 'none',
      tempDirName: join(folder, 'copies'),
      reporters: ['json', process.stdout.isTTY ? 'progress' : 'progress-append-only'],
      jsonReporter: { fileName },
    }).runMutationTest();
    return mutantsOf(Report.parse(JSON.parse(await readFile(fileName, 'utf8'))));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
