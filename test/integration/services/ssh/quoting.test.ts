import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { command } from '../../../../shared/services/ssh/quoting.ts';

const run = promisify(execFile);

const hostile = [
  "'; touch /tmp/owned; '",
  '$(id)',
  '`id`',
  '"$HOME"',
  "it's",
  "''",
  '\\',
  "\\'",
  '!!',
  '*',
  '~root',
  '-n',
  '--',
  'a\nb',
  ' ',
  '',
  'ä\u202eß',
];

/** What a script sees as its words, when a login shell is given the command. */
async function seen(shell: string, words: readonly string[]): Promise<string[]> {
  const script = 'for each in "$@"; do printf %s "$each" | od -An -v -tx1; echo .; done';
  const { stdout } = await run(shell, ['-c', command(script, ...words)]);
  const dumps = stdout.split('.').slice(0, -1);
  return dumps.map((dump) => Buffer.from(dump.replaceAll(/\s/g, ''), 'hex').toString());
}

describe.each(['sh', 'bash'])('a command for %s', (shell) => {
  it.each(hostile)('takes %j for a word', async (word) => {
    expect(await seen(shell, [word, 'next'])).toEqual([word, 'next']);
  });

  it('takes any text for one word', async () => {
    const text = fc.string({ unit: 'binary' }).filter((word) => !word.includes('\0'));
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 4 }), async (words) => {
        expect(await seen(shell, words)).toEqual(words);
      }),
      { numRuns: 40 },
    );
  });
});

it('refuses a word that no command line can hold', () => {
  expect(() => command('true', 'a\0b')).toThrow(/zero byte/);
});

it.each(["echo 'a'", 'echo \\n', 'echo !', 'echo a\necho b'])(
  'refuses the script %j, which another login shell would read differently',
  (script) => {
    expect(() => command(script)).toThrow(/a script holds none/);
  },
);
