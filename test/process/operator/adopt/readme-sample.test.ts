import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callsTo } from '../../../support/sandbox/calls.ts';
import { until } from '../../../support/sandbox/until.ts';
import { runVariables } from '../../../support/temporary/run-variables.ts';

const root = join(import.meta.dirname, '../../../..');
const [, transcript = ''] =
  /```console\n(\$ npx rotator sandbox\n.*?)```/s.exec(await readFile(join(root, 'README.md'), 'utf8')) ?? [];

/** The commands of the transcript, each with what it prints there. */
const samples = transcript
  .split(/^\$ /m)
  .slice(1)
  .map((text) => {
    const [command = '', ...lines] = text.trimEnd().split('\n');
    return { command, printed: lines };
  });

/** What differs from one run to the next. */
const changing: readonly (readonly [RegExp, string])[] = [
  [/127\.0\.0\.1:\d+/g, 'ADDRESS'],
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'VERSION'],
  [/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'INSTANT'],
];

const masked = (text: string) =>
  changing.reduce((result, [pattern, name]) => result.replace(pattern, name), text);

/** Whether a program printed the lines of a transcript, in which `…` stands for lines that are left out. */
function shows(said: string, printed: readonly string[]): boolean {
  const escaped = printed.map((line) =>
    line === '…' ? '(.*\n)*' : `${masked(line).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\n`,
  );
  return new RegExp(`^${escaped.join('')}$`).test(masked(said));
}

/** A command that a shell runs, in a group of its own, so that it can be ended with all that it started. */
function typed(command: string) {
  const child = spawn('bash', ['-c', command], {
    cwd: root,
    env: runVariables(),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (text) => (said.stdout += text));
  child.stderr.on('data', (text) => (said.stderr += text));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { said, ended, end: () => child.pid !== undefined && process.kill(-child.pid, 'SIGTERM') };
}

describe('the transcript of the README, from nothing to a rotated secret', { shuffle: false }, () => {
  let sandbox: ReturnType<typeof typed>;
  let exports = '';
  beforeAll(async () => {
    sandbox = typed(samples[0]?.command ?? '');
    await until(() => /ACCESS_KEY_SECRET=\S+\n/.test(sandbox.said.stdout));
    exports = sandbox.said.stdout.match(/^export .*$/gm)?.join('\n') ?? '';
  });
  afterAll(async () => {
    sandbox.end();
    await sandbox.ended;
  });

  const exported = (name: string) => new RegExp(`${name}=(\\S+)`).exec(exports)?.[1] ?? '';
  const storedValue = async (name: string) => {
    const call = callsTo({
      endpoint: exported('ROTATION_ENDPOINT'),
      regionId: exported('ALIBABA_CLOUD_REGION_ID'),
      accessKeyId: exported('ALIBABA_CLOUD_ACCESS_KEY_ID'),
      accessKeySecret: exported('ALIBABA_CLOUD_ACCESS_KEY_SECRET'),
    });
    return Object(await call('GetSecretValue', { SecretName: name })).SecretData;
  };

  it('has three commands', () => {
    expect(samples.map(({ command }) => /npx rotator (\w+)/.exec(command)?.[1])).toEqual([
      'sandbox',
      'adopt',
      'rotate',
    ]);
  });

  it('starts the local cloud as shown', () => {
    expect(shows(sandbox.said.stdout, samples[0]?.printed ?? [])).toBe(true);
  });

  it.each(samples.slice(1))('prints what is shown: $command', async ({ command, printed }) => {
    const { said, ended } = typed(`${exports}\n${command}`);
    expect({ exitCode: await ended, stderr: said.stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(shows(said.stdout, printed), said.stdout).toBe(true);
  });

  it('has rotated the secret', async () => {
    const [, name = ''] = / (\S+)$/.exec(samples.at(-1)?.command ?? '') ?? [];
    const [, first = ''] = /^\w+=(\S+)/.exec(samples[1]?.command ?? '') ?? [];
    expect(await storedValue(name)).toMatch(/^.{32}$/);
    expect(first).not.toBe('');
    expect(await storedValue(name)).not.toBe(first);
  });

  it('would not pass with another text', () => {
    expect(shows('a\nb\nc\n', ['a', '…', 'c'])).toBe(true);
    expect(shows('a\nc\n', ['a', '…', 'c'])).toBe(true);
    expect(shows('a\nb\nc\nd\n', ['a', '…', 'c'])).toBe(false);
    expect(shows('a\nb\n', ['a'])).toBe(false);
  });
});
