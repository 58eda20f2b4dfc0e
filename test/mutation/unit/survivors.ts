import type { Survivor } from './judge.ts';

/** In the order of the files. */
export const survivors: readonly Survivor[] = [];
