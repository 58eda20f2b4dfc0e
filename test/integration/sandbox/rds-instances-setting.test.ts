import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { run } from '../../../shared/operator/cli/run.ts';
import { sandbox } from '../../../shared/operator/cli/sandbox.ts';
import { terminal } from '../../../shared/operator/cli/terminal.ts';
import { RdsInstancesSetting } from '../../../shared/sandbox/settings/rds-instances-setting.ts';
import { callsTo } from '../../support/sandbox/calls.ts';
import { temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';
import { instanceOn } from '../../support/sandbox/with-rds.ts';
import { engines } from '../../support/servers/running.ts';

const AdminPassword = 'Canary-0f-the-Admin';
const instance = {
  DBInstanceId: 'rm-shop',
  Engine: 'MySQL',
  EngineVersion: '8.0',
  Endpoints: [{ ConnectionString: 'localhost', Port: 3306 }],
  Host: '127.0.0.1',
  Port: 3306,
  AdminName: 'root',
  AdminPassword,
};

async function withFile(content: string, mode = 0o600) {
  const directory = await temporaryDirectory();
  const path = join(directory.path, 'instances.json');
  await writeFile(path, content);
  await chmod(path, mode);
  return { path, folder: directory.path, [Symbol.asyncDispose]: () => directory[Symbol.asyncDispose]() };
}

async function rotator(...argv: string[]) {
  let text = '';
  const stream = { write: (part: string) => (text += part) };
  const exitCode = await run([], argv, { stdout: stream, stderr: stream });
  return { exitCode, text };
}

describe('rotator sandbox --rds-instances', () => {
  it('takes a list of instances, and hides their passwords', async () => {
    await using file = await withFile(JSON.stringify([instance]));
    const parsed = RdsInstancesSetting.parse(file.path);
    expect(parsed).toMatchObject([{ DBInstanceId: 'rm-shop', DBInstanceStatus: 'Running' }]);
    expect(parsed[0]?.AdminPassword.reveal()).toBe(AdminPassword);
    expect(inspect(parsed, { depth: 9 }) + JSON.stringify(parsed)).not.toContain(AdminPassword);
  });

  it('takes the path of an authority from the folder of the file', async () => {
    await using file = await withFile(JSON.stringify([{ ...instance, CertificateAuthorityFile: 'ca.pem' }]));
    await writeFile(join(file.folder, 'ca.pem'), 'PEM');
    expect(RdsInstancesSetting.parse(file.path)).toMatchObject([{ CertificateAuthority: 'PEM' }]);
  });

  it.each<[string, string, number, string]>([
    ['that others can read', JSON.stringify([instance]), 0o640, 'run chmod 600'],
    ['without JSON', `[{ "AdminPassword": "${AdminPassword}", }]`, 0o600, 'is no JSON'],
    ['without a list', JSON.stringify(instance), 0o600, 'is not valid in its list'],
    ['with an unknown field', JSON.stringify([{ ...instance, Colour: AdminPassword }]), 0o600, 'Colour'],
    ['with another engine', JSON.stringify([{ ...instance, Engine: AdminPassword }]), 0o600, '0.Engine'],
    [
      'with a password that is no text',
      JSON.stringify([{ ...instance, AdminPassword: 1 }]),
      0o600,
      '0.AdminPassword',
    ],
    [
      'with a server elsewhere and no authority',
      JSON.stringify([{ ...instance, Host: '192.0.2.1' }]),
      0o600,
      '0.CertificateAuthority',
    ],
    [
      'that names no authority there',
      JSON.stringify([{ ...instance, CertificateAuthorityFile: 'none' }]),
      0o600,
      'cannot be read',
    ],
  ])('refuses a file %s, and shows no password', async (_, content, mode, words) => {
    await using file = await withFile(content, mode);
    // Where it is taken, the command would run on.
    expect(RdsInstancesSetting.safeParse(file.path).success).toBe(false);
    const { exitCode, text } = await rotator('sandbox', '--rds-instances', file.path);
    expect(exitCode).toBe(2);
    expect(text).toContain(words);
    expect(text).not.toContain(AdminPassword);
    expect(text).not.toMatch(/^ +at /m);
  });

  it('refuses a file that is not there', async () => {
    const { exitCode, text } = await rotator('sandbox', '--rds-instances', '/none/instances.json');
    expect(exitCode).toBe(2);
    expect(text).toContain('cannot be read');
  });

  it.each(engines('mysql'))('starts a sandbox that has the instances', async (server) => {
    const { CertificateAuthority, ...placed } = instanceOn(server);
    await using file = await withFile(JSON.stringify([{ ...placed, CertificateAuthorityFile: 'ca.pem' }]));
    await writeFile(join(file.folder, 'ca.pem'), CertificateAuthority ?? '');
    const stop = new AbortController();
    const lines: string[] = [];
    const stdout = { write: (line: string) => lines.push(line) };
    const rdsInstances = RdsInstancesSetting.parse(file.path);
    const running = sandbox(
      { rdsInstances },
      stop.signal,
      terminal({ json: true, quiet: false }, { stdout, stderr: stdout }),
    );
    try {
      await expect.poll(() => lines.length).toBeGreaterThan(0);
      const call = callsTo(JSON.parse(lines[0] ?? ''), 'rds');
      expect(await call('DescribeAccounts', { DBInstanceId: 'rm-test' })).toHaveProperty('Accounts');
    } finally {
      stop.abort();
    }
    expect(await running).toBe(0);
  });
});
