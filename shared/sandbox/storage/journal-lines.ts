import * as z from 'zod';
import type { Change } from '../documents.ts';
import { sha256 } from '../signatures/encoding.ts';

const Changes = z.array(z.object({ collection: z.string(), key: z.string(), value: z.unknown() }));

const checksumLength = 32;
const newline = 0x0a;

/** Returns one batch of changes as one line under one checksum. The batch is thus stored as a whole or not at all. */
export function writeLine(changes: readonly Change[]): string {
  const text = JSON.stringify(changes);
  return `${checksum(text)} ${text}\n`;
}

/**
 * Returns the batches of a journal, and the number of bytes they fill. A broken last line was never acknowledged and is
 * left out. Throws an Error for a broken line before the last, because acknowledged changes would be lost silently.
 */
export function readLines(content: Buffer): { batches: Change[][]; intact: number } {
  const batches: Change[][] = [];
  let intact = 0;
  while (intact < content.length) {
    const end = content.indexOf(newline, intact);
    const batch = end < 0 ? undefined : readLine(content.toString('utf8', intact, end));
    if (batch === undefined && end >= 0 && end < content.length - 1)
      throw new Error(`the journal is damaged at byte ${intact}; restore the directory from a copy`);
    if (batch === undefined) break;
    batches.push(batch);
    intact = end + 1;
  }
  return { batches, intact };
}

function readLine(line: string): Change[] | undefined {
  const text = line.slice(checksumLength + 1);
  return line.slice(0, checksumLength) === checksum(text) ? Changes.parse(JSON.parse(text)) : undefined;
}

const checksum = (text: string) => sha256(text).slice(0, checksumLength);
