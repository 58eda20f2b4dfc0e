import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { Sensitive } from '../../runtime/sensitive.ts';
import type { Person } from './confirm.ts';
import { painted } from './paint.ts';

/** Whether somebody sits at a terminal who can be asked. */
export function canAsk(
  { input, output }: Person = { input: process.stdin, output: process.stderr },
): boolean {
  return input.isTTY === true && output.isTTY === true;
}

/** Asks a person at a terminal for a value, which is not shown. Returns undefined if the person breaks off. */
export async function promptHidden(
  question: string,
  { input, output }: Person = { input: process.stdin, output: process.stderr },
): Promise<Sensitive | undefined> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input, output: silent, terminal: true, historySize: 0 });
  // The terminal shows nothing from here on, so nobody types before it is silent.
  output.write(`${painted(question)}: `);
  try {
    return await new Promise((resolve) => {
      reader.once('line', (line) => resolve(new Sensitive(line)));
      reader.once('close', () => resolve(undefined));
    });
  } finally {
    reader.close();
    output.write('\n');
  }
}
