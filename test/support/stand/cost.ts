import { readFileSync } from 'node:fs';
import { afterAll, beforeAll } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    /** Seconds of processor time that a file took in its worker and in the processes that it waited for. */
    cost?: number;
  }
}

/** The kernel counts in hundredths of a second. */
const ticks = 100;

/** Of this process, and of those of its children that have ended. */
function used(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1]?.split(' ') ?? [];
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0) / ticks;
}

let before = 0;
beforeAll(() => {
  before = used();
});
// biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of what it is asked for here
afterAll(({}, suite) => {
  suite.file.meta.cost = used() - before;
});
