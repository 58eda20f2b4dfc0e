import { exhaustive } from './exhaustive.ts';

/**
 * Milliseconds that a test waits for what must come. It ends a test that hangs and judges nothing: a busy machine
 * takes many times as long as a quiet one, and with every case some tests stop a rotation at each of its calls.
 */
export const patience = exhaustive ? 3_600_000 : 600_000;
