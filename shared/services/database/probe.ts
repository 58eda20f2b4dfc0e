import { PolicyMalformed } from '../../engine/rotation/errors.ts';

/** Seconds that a probe may take. */
export const probeTime = 5;

const question = /^\s*\(*\s*(select|with|values|table|show)\b/i;
/** A file on the server is not part of a transaction. */
const writesFile = /\b(outfile|dumpfile)\b/i;

/**
 * Called before a probe is sent. A read-only transaction does not bind every statement: some end it, some are not
 * part of it (MySQL: `call`, `kill`, `set`; PostgreSQL: `commit`, `listen`). So a probe has to be a question.
 */
export function requireQuestion(secret: string, probe: string): void {
  if (question.test(probe) && !writesFile.test(probe)) return;
  throw unfitProbe(secret, 'must be one statement that only reads: select, with, values, table or show');
}

/** `why` is in our own words: the server may quote what the probe has read. */
export function unfitProbe(secret: string, why: string): PolicyMalformed {
  return new PolicyMalformed(secret, [`the probe in the configuration of the function ${why}`]);
}

export const tooSlow = `took longer than ${probeTime} seconds`;
export const wouldChange = 'would change something, and may only read';
