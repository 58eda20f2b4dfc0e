import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../../support/sandbox/until.ts';
import { type Cloud, startCloud } from '../../../support/stand/cloud.ts';
import { storedValue } from '../../../support/stand/stored-value.ts';
import { runVariables } from '../../../support/temporary/run-variables.ts';

const program = join(import.meta.dirname, '../../../../dist/rotator.js');
/** Runs a command at a terminal of its own. Source: util-linux, script. */
const terminal = 'script';
const canary = 'Canary-typed-at-a-prompt';

describe('rotator adopt at a terminal', () => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await startCloud(undefined);
  });
  afterAll(() => cloud[Symbol.asyncDispose]());

  /** Runs a command at a terminal. Types each answer once its question is the last that is shown. */
  async function atTerminal(
    command: string,
    answers: readonly (readonly [question: RegExp, keys: string])[],
  ): Promise<{ readonly exitCode: number | null; readonly shown: string }> {
    const child = spawn(terminal, ['-qec', `"${process.execPath}" "${program}" ${command}`, '/dev/null'], {
      env: { ...runVariables(), ...cloud.variables, TERM: 'xterm-256color' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let shown = '';
    let isOver = false;
    child.stdout.on('data', (text) => (shown += text));
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve)).finally(() => {
      isOver = true;
    });
    for (const [question, keys] of answers) {
      await until(() => question.test(stripVTControlCharacters(shown)) || isOver);
      child.stdin.write(keys);
    }
    return { exitCode: await ended, shown: stripVTControlCharacters(shown) };
  }

  const isThere = (secret: string) =>
    cloud.call('DescribeSecret', { SecretName: secret }).then(
      () => true,
      () => false,
    );
  const creating = '--type generic --create strategy=none';

  it('asks for the value without showing it, then for a yes, and creates the secret', async () => {
    const { exitCode, shown } = await atTerminal(`adopt typed ${creating}`, [
      [/Value of typed, in one line: $/, `${canary}\r`],
      [/Create the secret typed\? \[y\/N\] $/, 'y\r'],
    ]);
    expect(exitCode).toBe(0);
    expect(shown).toMatch(/created typed/);
    expect(shown).not.toContain(canary);
    expect(await storedValue(cloud, 'typed')).toBe(canary);
  });

  it.each([
    ['breaks off at the value', [[/in one line: $/, '\u0003']], 3],
    ['gives no value', [[/in one line: $/, '\r']], 1],
    [
      'says no',
      [
        [/in one line: $/, `${canary}\r`],
        [/\[y\/N\] $/, 'n\r'],
      ],
      3,
    ],
  ] as const)('creates nothing for a person who %s', async (_, answers, code) => {
    const { exitCode, shown } = await atTerminal(`adopt untyped ${creating}`, answers);
    expect(exitCode).toBe(code);
    expect(shown).not.toContain(canary);
    expect(await isThere('untyped')).toBe(false);
  });
});
