import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cloud, startCloud } from '../../../support/stand/cloud.ts';
import { runFolder } from '../../../support/temporary/run-folder.ts';
import { runVariables } from '../../../support/temporary/run-variables.ts';

const program = join(import.meta.dirname, '../../../../dist/rotator.js');

describe('rotator doctor --conformance that is interrupted', () => {
  let cloud: Cloud;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(await runFolder(), 'conformance-'));
    cloud = await startCloud(undefined);
  });
  afterAll(async () => {
    await cloud[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  it.each([
    ['CreateSecret', 'after', 'SIGINT'],
    ['PutSecretValue', 'before', 'SIGINT'],
    ['UpdateSecretVersionStage', 'after', 'SIGTERM'],
    ['DeleteSecret', 'after', 'SIGINT'],
    ['CreateUser', 'after', 'SIGINT'],
    ['CreateAccessKey', 'after', 'SIGINT'],
    ['GetAccessKeyLastUsed', 'before', 'SIGTERM'],
  ] as const)('in %s deletes its secret and its user before it ends', async (action, when, signal) => {
    let child: ChildProcess | undefined;
    const kill = async () => {
      child?.kill(signal);
    };
    cloud.sandbox.faults.ask({ action, fault: { kind: 'hold', until: kill, when } });
    const argv = [
      ...['doctor', '--conformance', '--access-keys', '--yes'],
      ...['--output', join(folder, `${action}.json`)],
    ];
    child = spawn(process.execPath, [program, ...argv], {
      env: { ...runVariables(), ...cloud.variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (text += chunk));
    const [exitCode] = await once(child, 'close');
    expect(exitCode, text).toBe(1);
    expect(text).toMatch(/the time was over, or somebody interrupted/);
    expect(text).not.toMatch(/ {4}at /);
    expect(await cloud.call('ListSecrets', {})).toMatchObject({ TotalCount: 0 });
    expect(await cloud.ram('ListUsers', {})).toMatchObject({ Users: { User: [] } });
  });
});
