import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Tests in these folders log in to real databases; all others need no server. */
const onServers = [
  'test/{cli,crash,databases,faults,handler,life,load,races,secrecy,servers,ssh}/**/*.test.ts',
  'test/functions/rds-*/**/*.test.ts',
  'test/functions/generic/ssh-*.test.ts',
];

/** Of these a file takes minutes: begun last, one would run alone at the end. */
const longest = /\/test\/(crash|load|races)\/|\/crash\.test\.ts$/;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId, project }: TestSpecification) =>
      longest.test(moduleId) ? 0 : project.name === 'servers' ? 1 : 2;
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 180_000,
    // One more than there are cores where CI runs: many a test waits for a server, a lock or a delay.
    maxWorkers: 3,
    // Files share the modules of their worker, as loading them anew takes longer than most tests.
    isolate: false,
    // Default exports of CommonJS packages as Node and the bundles see them.
    deps: { interopDefault: false },
    projects: [
      {
        extends: true,
        test: { name: 'alone', include: ['test/**/*.test.ts'], exclude: onServers },
      },
      {
        extends: true,
        test: { name: 'servers', include: onServers, globalSetup: ['test/servers/global-setup.ts'] },
      },
    ],
  },
});
