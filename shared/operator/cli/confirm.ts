import { createInterface } from 'node:readline/promises';
import { painted } from './paint.ts';

/** The streams on which a person is asked and answers. */
export interface Person {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** Asks a person at a terminal. Returns true without a terminal: the author of the script has decided. */
export async function confirm(
  question: string,
  { input, output }: Person = { input: process.stdin, output: process.stderr },
): Promise<boolean> {
  if (!input.isTTY || !output.isTTY) return true;
  const terminal = createInterface({ input, output });
  try {
    // The question contains names that others have chosen.
    return /^y(es)?$/i.test((await terminal.question(`${painted(question)} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
