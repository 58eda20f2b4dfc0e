import { defineConfig } from 'vitest/config';

/** Tests in these folders log in to real databases; all others need no server. */
const onServers = [
  'test/{cli,crash,databases,faults,handler,life,load,races,secrecy,servers,ssh}/**/*.test.ts',
  'test/functions/rds-*/**/*.test.ts',
  'test/functions/generic/ssh-*.test.ts',
];

export default defineConfig({
  test: {
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
