import { createInterface } from 'node:readline/promises';
import { painted } from './paint.ts';
import type { Terminal } from './terminal.ts';

/** The streams on which a person is asked and answers. */
export interface Person {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/**
 * Asks for consent, and returns why it is missing or undefined. A script must pass `--yes`, since nobody sees what is
 * about to be done.
 */
export async function refusal(
  question: string,
  yes: boolean | undefined,
  out: Terminal,
  person: Person = { input: process.stdin, output: process.stderr },
): Promise<string | undefined> {
  if (yes) return undefined;
  if (!person.input.isTTY || !person.output.isTTY) return 'Aborted: not a terminal. Pass --yes to confirm.';
  out.show();
  return (await confirm(question, person)) ? undefined : 'nothing was done';
}

async function confirm(question: string, { input, output }: Person): Promise<boolean> {
  const terminal = createInterface({ input, output });
  try {
    // The question contains names that others have chosen.
    return /^y(es)?$/i.test((await terminal.question(`${painted(question)} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
