import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../../../support/servers/running.ts';
import type { ServerAddress } from '../../../support/servers/server.ts';
import { rotator as rotatorProcess } from '../../../support/stand/bundle.ts';
import { type Cloud, startCloud } from '../../../support/stand/cloud.ts';
import { currentLogin } from '../../../support/stand/current-login.ts';
import { rotator } from '../../../support/stand/in-process.ts';
import { login } from '../../../support/stand/login.ts';
import { prepare, settings } from '../../../support/stand/settings.ts';
import { runFolder } from '../../../support/temporary/run-folder.ts';

const setting = settings.find((one) => one.engine === 'postgresql' && one.dual);
const program = join(import.meta.dirname, '../../../../dist/rotator.js');

describe('rotator', () => {
  let cloud: Cloud;
  let server: ServerAddress;
  beforeAll(async () => {
    const found = engines('postgresql').at(-1);
    if (!found) throw new Error('no PostgreSQL');
    server = found;
    cloud = await startCloud(server.certificateAuthorityFile);
  });
  afterAll(() => cloud[Symbol.asyncDispose]());

  const prepared = async () => {
    if (!setting) throw new Error('no setting');
    return prepare(cloud, server, setting);
  };

  it('rotates a secret and tells every step', async () => {
    const { secret } = await prepared();
    const { exitCode, stdout, stderr } = await rotatorProcess(cloud, 'rotate', secret);
    expect(stderr).toBe('');
    expect(exitCode).toBe(0);
    for (const said of ['createSecret', 'setSecret', 'testSecret', 'finishSecret', `rotated ${secret}`])
      expect(stdout).toContain(said);
    expect(await login(server, await currentLogin(cloud, secret))).toBeUndefined();
  });

  it('answers one JSON document, and the same rotation again as already current', async () => {
    const { secret } = await prepared();
    const first = await rotator(cloud, 'rotate', secret, '--token', 'T-1', '--json');
    expect(first.exitCode).toBe(0);
    expect(JSON.parse(first.stdout)).toMatchObject({
      SecretId: secret,
      VersionId: 'T-1',
      Outcome: 'rotated',
      Strategy: 'alternating-users',
    });
    const second = await rotator(cloud, 'rotate', secret, '--token', 'T-1', '--json');
    expect(JSON.parse(second.stdout)).toMatchObject({ VersionId: 'T-1', Outcome: 'already-current' });
  });

  it('tells its version', async () => {
    expect(await rotatorProcess(cloud, '--version')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/^\d+(\.\d+){2}\n$/),
    });
  });

  it('shows the fleet, or the secrets that are named', async () => {
    const { secret } = await prepared();
    await rotator(cloud, 'rotate', secret);
    const text = (await rotator(cloud, 'status', secret)).stdout;
    expect(text.split('\n')[0]).toMatch(/SECRET +TYPE +STRATEGY +AGE +NEXT DUE +STATE +LAST ERROR/);
    expect(text).toMatch(new RegExp(`${secret} +rds-postgresql +alternating-users +0 min +- +ok +-`));
    const fleet = JSON.parse((await rotator(cloud, 'status', '--json')).stdout);
    expect(fleet).toContainEqual(expect.objectContaining({ secret, state: 'ok', failures: 0 }));
    expect(await rotator(cloud, 'status', 'NoSuchSecret')).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('NoSuchSecret'),
    });
  });

  it('leaves it to the operator, with code 3, to accept a window', async () => {
    const { secret } = await prepared();
    await cloud.tag(secret, { 'rotation:strategy': 'auto' });
    await cloud.call('UntagResource', {
      SecretName: secret,
      TagKeys: JSON.stringify(['rotation:admin-secret']),
    });
    const { exitCode, stderr } = await rotator(cloud, 'rotate', secret);
    expect(stderr).toContain('single-user');
    expect(exitCode).toBe(3);
  });

  it.each([
    [[]],
    [['explode']],
    [['rotate']],
    [['rotate', 'a b']],
    [['rotate', 'a', '--timeout', 'soon']],
    [['rotate', 'a', '--token', 'x'.repeat(65)]],
    [['rotate', 'a', '--nonsense']],
    [['sandbox', '--port', '99999']],
  ])('ends a wrong usage with code 2: %j', async (argv) => {
    expect(await rotator(cloud, ...argv)).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/\S/) });
  });

  it.each([[['--help']], [['rotate', '--help']], [['status', '--help']], [['sandbox', '--help']]])(
    'explains itself: %j',
    async (argv) => {
      const { exitCode, stdout } = await rotator(cloud, ...argv);
      expect(exitCode).toBe(0);
      expect(stdout).toContain('Usage: rotator');
    },
  );

  it('names the setting that is missing', async () => {
    const bare = { ...cloud, variables: {} };
    const { exitCode, stderr } = await rotatorProcess(bare, 'status');
    expect(stderr).toContain('ALIBABA_CLOUD_REGION_ID');
    expect(exitCode).toBe(1);
  });
});

describe('rotator sandbox', () => {
  const start = async (data: string) => {
    const child = spawn(process.execPath, [program, 'sandbox', '--json', '--data', data], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await Promise.race([firstLine(child.stdout), ended(child)]);
    return { child, ready: JSON.parse(line) };
  };
  const firstLine = (stream: NodeJS.ReadableStream): Promise<[string]> =>
    new Promise((resolve) => createInterface(stream).once('line', (line) => resolve([line])));
  const ended = (child: ReturnType<typeof spawn>): Promise<[string]> =>
    new Promise((_, reject) => child.once('exit', (code) => reject(new Error(`ended with ${code}`))));

  it('prints one line when it is ready, ends when told, and keeps its secrets in --data', async () => {
    const data = await mkdtemp(join(await runFolder(), 'rotator-'));
    try {
      const first = await start(data);
      expect(Object.keys(first.ready).sort()).toEqual([
        'accessKeyId',
        'accessKeySecret',
        'accountId',
        'endpoint',
        'regionId',
      ]);
      const exit = new Promise((resolve) => first.child.once('exit', resolve));
      first.child.kill('SIGTERM');
      expect(await exit).toBe(0);
      const second = await start(data);
      expect(second.ready).toMatchObject({
        accessKeyId: first.ready.accessKeyId,
        accountId: first.ready.accountId,
      });
      second.child.kill('SIGTERM');
      await new Promise((resolve) => second.child.once('exit', resolve));
    } finally {
      await rm(data, { recursive: true, force: true });
    }
  });
});
