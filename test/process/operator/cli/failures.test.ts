import { existsSync } from 'node:fs';
import { readFile, rm, stat } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Compose } from '../../../../shared/entry/composition.ts';
import { run } from '../../../../shared/operator/cli/run.ts';
import { type Cloud, startCloud } from '../../../support/stand/cloud.ts';
import { rotator } from '../../../support/stand/in-process.ts';
import { withVariables } from '../../../support/stand/variables.ts';

/** A type whose engine has a bug. */
const broken: Compose = () => ({
  type: 'generic',
  perform: async () => {
    throw new TypeError('canary of a bug');
  },
  sweep: async () => {
    throw new TypeError('canary of a bug');
  },
});

/** One beside it that has none. */
const sound: Compose = () => ({
  type: 'rds-mysql',
  perform: async () => {
    throw new TypeError('nobody asks for one');
  },
  sweep: async () => ({ Outcome: 'swept', Type: 'rds-mysql', Counts: { rotated: 1 }, Secrets: [] }),
});

describe('a command that fails', () => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await startCloud(undefined);
    await cloud.createSecret('thing', 'value', { 'rotation:type': 'generic' });
  });
  afterAll(() => cloud[Symbol.asyncDispose]());

  async function said(argv: readonly string[], variables: Readonly<Record<string, string>> = {}) {
    const texts = { stdout: '', stderr: '' };
    const collect = (stream: keyof typeof texts) => ({
      write: (text: string) => {
        texts[stream] += text;
      },
    });
    const streams = { stdout: collect('stdout'), stderr: collect('stderr') };
    const exitCode = await withVariables({ ...cloud.variables, ...variables }, () =>
      run([broken, sound], argv, streams),
    );
    expect(`${texts.stdout}${texts.stderr}`).not.toMatch(/canary| {4}at /);
    return { exitCode, ...texts };
  }

  it.each(['rotate', 'plan', 'verify', 'retire', 'rollback'])(
    'by a bug says so in one line: %s',
    async (verb) => {
      const { exitCode, stdout, stderr } = await said([verb, 'thing']);
      expect({ exitCode, lines: stderr.trim().split('\n').length }).toEqual({ exitCode: 1, lines: 1 });
      expect(stderr).toMatch(/^\S*internal-error\S* \(aftermath: untouched\): .*TypeError/);
      expect(stdout).toBe('');
    },
  );

  it.each(['rotate', 'plan', 'verify', 'retire', 'rollback'])(
    'by a bug answers one document with --json: %s',
    async (verb) => {
      const { exitCode, stdout } = await said([verb, 'thing', '--json']);
      expect(exitCode).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'internal-error', aftermath: 'untouched' } });
    },
  );

  it('for one type sweeps the others, and answers for all', async () => {
    const { exitCode, stdout } = await said(['sweep', '--json']);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toEqual([
      expect.objectContaining({ Type: 'rds-mysql', Counts: { rotated: 1 } }),
      { Type: 'generic', Error: expect.objectContaining({ code: 'internal-error' }) },
    ]);
  });

  it('writes where it failed into a file of its user with ROTATION_DEBUG=1, and no word of what failed', async () => {
    const { stderr } = await said(['rotate', 'thing'], { ROTATION_DEBUG: '1' });
    const [, file = ''] = /\[more in (\S+)\]/.exec(stderr) ?? [];
    try {
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      const text = await readFile(file, 'utf8');
      expect(text).toMatch(/^rotator .*\nTypeError *\n {4}at /);
      expect(text).not.toContain('canary');
    } finally {
      await rm(file);
    }
    expect(existsSync(file)).toBe(false);
  });

  it.each([
    [['rotate', '--json'], 2],
    [['nonsense', '--json'], 2],
    [['rotate', 'thing', '--no-such-flag', '--json'], 2],
    [['rotate', 'no-such-secret', '--json'], 1],
    [['deploy', '--stack', 's', '--bundles', '/nowhere', '--json'], 2],
    [['sandbox', '--functions', '/nowhere', '--json'], 1],
  ])('answers one document for whatever is wrong: %j', async (argv, code) => {
    const { exitCode, stdout } = await said(argv);
    expect({ exitCode, stdout }).toMatchObject({ exitCode: code });
    expect(JSON.parse(stdout)).toBeInstanceOf(Object);
  });

  it.each([[['--help', '--json']], [['--version', '--json']], [['rotate', '--help', '--json']]])(
    'answers one document for %j',
    async (argv) => {
      const { exitCode, stdout } = await said(argv);
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toEqual({ text: expect.any(String) });
    },
  );

  it('names a port that is taken, in one line', async () => {
    const { port } = new URL(cloud.sandbox.endpoint);
    const { exitCode, stderr } = await rotator(cloud, 'sandbox', '--port', port);
    expect(exitCode).toBe(1);
    expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(/^EADDRINUSE: .*in use/)]);
  });
});
