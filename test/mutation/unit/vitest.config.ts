import { defineConfig } from 'vitest/config';

/** The unit tests of the protocol and of what is made of it: no process, no server, and none that takes long. */
export default defineConfig({
  test: {
    include: ['test/{rotation,operations}/*.test.ts'],
    exclude: ['test/rotation/{interleavings,interleavings-in-sandbox,version-budget}.test.ts'],
    // Without it each mutant loads every module anew for every file.
    isolate: false,
    deps: { interopDefault: false },
  },
});
