/**
 * Milliseconds that a test waits for what must come. It ends a test that hangs and judges nothing: a busy machine
 * takes many times as long as a quiet one.
 */
export const patience = 600_000;
