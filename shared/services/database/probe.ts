import { PolicyMalformed } from '../../engine/rotation/errors.ts';

/** Seconds that a probe may take. */
export const probeTime = 5;

const question = /^\s*\(*\s*(select|with|values|table|show)\b/i;
/** Words that write a file on the server, which no transaction covers. */
const writesFile = /\b(outfile|dumpfile)\b/i;

/**
 * Throws PolicyMalformed unless a probe is a question. Called before the probe is sent.
 *
 * A read-only transaction does not bind every statement. Some end it, and others are not part of it (MySQL: `call`,
 * `kill`, `set`; PostgreSQL: `commit`, `listen`).
 */
export function requireQuestion(secret: string, probe: string): void {
  if (question.test(probe) && !writesFile.test(probe)) return;
  throw unfitProbe(secret, 'must be one statement that only reads: select, with, values, table or show');
}

/**
 * Returns the error for a probe that does not fit. `why` must be in our own words, since the server may quote what the
 * probe has read.
 */
export function unfitProbe(secret: string, why: string): PolicyMalformed {
  return new PolicyMalformed(secret, [`the probe in the configuration of the function ${why}`]);
}

export const tooSlow = `took longer than ${probeTime} seconds`;
export const wouldChange = 'would change something, and may only read';
