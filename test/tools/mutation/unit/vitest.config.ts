import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { patience } from '../../../support/stand/patience.ts';

/** Most mutants are killed by a quick test before these have begun, which cover nearly all of them. */
class SlowestLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isSlow = ({ moduleId }: TestSpecification) => /\/crash\.test\.ts$/.test(moduleId);
    return (await super.sort(files)).sort((one, other) => Number(isSlow(one)) - Number(isSlow(other)));
  }
}

/** The unit tests of the protocol: no process, no server, and none that takes long. */
export default defineConfig({
  test: {
    include: ['test/unit/engine/{rotation,operations}/**/*.test.ts'],
    exclude: [
      'test/unit/engine/rotation/interleavings.test.ts',
      // What a suite does before its tests counts for each of them: a year of rotations there would cover all there is.
      'test/unit/engine/operations/sweep/year.test.ts',
    ],
    sequence: { sequencer: SlowestLast },
    // Else each mutant loads every module anew for every file.
    isolate: false,
    testTimeout: patience,
    deps: { interopDefault: false },
  },
});
