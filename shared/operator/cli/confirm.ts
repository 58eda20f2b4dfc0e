import { createInterface } from 'node:readline/promises';
import { painted } from './paint.ts';

/** Where a person is asked, and answers. */
interface Person {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** Asks a person at a terminal. Where there is none, who wrote the script has decided. */
export async function confirm(
  question: string,
  { input, output }: Person = { input: process.stdin, output: process.stderr },
): Promise<boolean> {
  if (!input.isTTY || !output.isTTY) return true;
  const terminal = createInterface({ input, output });
  try {
    // It names what others have named.
    return /^y(es)?$/i.test((await terminal.question(`${painted(question)} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
