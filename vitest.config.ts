import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { needsServers } from './test/support/servers/needed.ts';
import { exhaustive } from './test/support/stand/exhaustive.ts';
import { patience } from './test/support/stand/patience.ts';
import { sample } from './test/support/stand/sample.ts';
import { compiledFolder } from './test/support/temporary/compiled-folder.ts';
import { runFolder } from './test/support/temporary/run-folder.ts';

// Before vitest makes folders of its own: they go with the run, however it ends.
await runFolder();
const compiled = await compiledFolder(import.meta.dirname);

/** Every one of their cases takes a minute or is one of many alike: they are tried in `npm run test:all` only. */
const left = exhaustive ? [] : ['test/full/**'];

/** Of these a file takes minutes: begun last, one would run alone at the end. */
const longest = /\/test\/\w+\/(crash|faults|load|races)\/|\/(fan-out|eviction|table|large-fleet)\.test\./;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) =>
      longest.test(moduleId) ? 0 : needsServers(moduleId) ? 1 : 2;
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}

export default defineConfig({
  test: {
    // No case may need the one before it, as a sample runs some of them only; a suite that does says `shuffle: false`.
    sequence: { sequencer: LongestFirst, shuffle: { files: false, tests: true }, seed: 1 },
    ...(sample.seed === undefined ? {} : { runner: './test/tools/sample/runner.ts', passWithNoTests: true }),
    ...(process.env.COSTS === undefined
      ? {}
      : {
          setupFiles: ['test/support/stand/cost.ts'],
          reporters: ['default', './test/support/stand/cost-reporter.ts'],
        }),
    testTimeout: patience,
    hookTimeout: patience,
    teardownTimeout: patience,
    expect: { poll: { timeout: patience } },
    // Twice as many as there are cores where CI runs: many a test waits for a server, a lock or a delay.
    maxWorkers: 4,
    // Young objects get more room: collecting them is one part in fourteen of what the tests cost.
    execArgv: ['--min-semi-space-size=32', '--max-semi-space-size=64'],
    // Files share the modules of their worker, as loading them anew takes longer than most tests.
    isolate: false,
    ...(compiled && { experimental: { fsModuleCache: true, fsModuleCachePath: compiled } }),
    // Default exports of CommonJS packages as Node and the bundles see them.
    deps: { interopDefault: false },
    include: ['test/**/*.test.ts'],
    exclude: left,
    globalSetup: ['test/support/servers/global-setup.ts'],
  },
});
