import { defineConfig } from 'vitest/config';

/** The unit tests of the protocol and of the operations on it: no process, no server, none that takes seconds. */
export default defineConfig({
  test: {
    include: ['test/rotation/**/*.test.ts', 'test/operations/*.test.ts'],
    exclude: ['test/rotation/{interleavings,interleavings-in-sandbox,version-budget}.test.ts'],
    testTimeout: 60_000,
    deps: { interopDefault: false },
    isolate: process.env.ISO !== '0',
  },
});
