import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../../support/servers/running.ts';
import type { ServerAddress } from '../../support/servers/server.ts';
import { unusedPort } from '../../support/servers/unused-port.ts';
import { type Cloud, startCloud } from '../../support/stand/cloud.ts';
import { currentLogin } from '../../support/stand/current-login.ts';
import { rotator } from '../../support/stand/in-process.ts';
import { login } from '../../support/stand/login.ts';
import { type Prepared, prepare, type Setting, settings } from '../../support/stand/settings.ts';
import { storedValue } from '../../support/stand/stored-value.ts';
import { runFolder } from '../../support/temporary/run-folder.ts';

describe('rotator adopt of an account that exists', () => {
  let cloud: Cloud;
  let server: ServerAddress;
  let folder: string;
  beforeAll(async () => {
    server = engines('postgresql').at(-1) ?? expect.unreachable();
    cloud = await startCloud(server.certificateAuthorityFile);
    folder = await mkdtemp(join(await runFolder(), 'adopt-'));
  });
  afterAll(async () => {
    await cloud[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  const prepared = (actor: Setting['actor']) => {
    const setting = settings.find((one) => one.engine === 'postgresql' && one.actor === actor);
    return prepare(cloud, server, setting ?? expect.unreachable());
  };
  const withPassword = (password: string) => ({
    ...cloud,
    variables: { ...cloud.variables, APP_PASSWORD: password },
  });
  const fieldsOf = ({ account }: Prepared, port = server.port) =>
    [
      '--endpoint',
      server.host,
      '--port',
      `${port}`,
      '--account',
      account.user,
      '--database',
      account.user,
    ].concat(...['--password-from', 'env:APP_PASSWORD']);
  const isThere = (secret: string) =>
    cloud.call('DescribeSecret', { SecretName: secret }).then(
      () => true,
      () => false,
    );

  it('makes a secret of its fields, with every value a string, and shows the window', async () => {
    const one = await prepared('itself');
    const secret = `${one.secret}-adopted`;
    const argv = ['--type', 'rds-postgresql', 'strategy=single-user', ...fieldsOf(one), '--yes'];
    const { exitCode, stdout, stderr } = await rotator(
      withPassword(one.account.password),
      'adopt',
      secret,
      ...argv,
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/about \d+ ms, in which logins of applications are refused/);
    expect(stdout).not.toContain(one.account.password);
    expect(JSON.parse(await storedValue(cloud, secret))).toEqual({
      AccountName: one.account.user,
      AccountPassword: one.account.password,
      Endpoint: server.host,
      Port: `${server.port}`,
      DBName: one.account.user,
    });
    expect(await login(server, one.account)).toBeUndefined();
    expect(await rotator(cloud, 'rotate', secret)).toMatchObject({ exitCode: 0 });
    expect(await login(server, await currentLogin(cloud, secret))).toBeUndefined();
  });

  it('takes a secret of AWS with nothing lost, and rotates it by the admin that is named', async () => {
    const one = await prepared('admin');
    const secret = `${one.secret}-from-aws`;
    const path = join(folder, 'aws.json');
    const aws = {
      engine: 'postgres',
      username: one.account.user,
      password: one.account.password,
      host: server.host,
      port: server.port,
      dbname: one.account.user,
      masterarn: 'arn:aws:secretsmanager:eu-west-1:1:secret:dba',
    };
    await writeFile(path, JSON.stringify(aws), { mode: 0o600 });
    const argv = ['--type', 'rds-postgresql', '--from-aws', path];
    const without = await rotator(cloud, 'adopt', secret, ...argv, 'strategy=alternating-users', '--yes');
    expect(without.exitCode).toBe(3);
    expect(without.stdout).toMatch(/masterarn .*name it with --admin/);
    expect(await isThere(secret)).toBe(false);
    const named = await rotator(cloud, 'adopt', secret, ...argv, '--admin', `${one.secret}-admin`, '--yes');
    expect(named).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/kept under their names of AWS: engine/),
    });
    expect(named.stdout).not.toContain(one.account.password);
    expect(JSON.parse(await storedValue(cloud, secret))).toEqual({
      engine: 'postgres',
      AccountName: one.account.user,
      AccountPassword: one.account.password,
      Endpoint: server.host,
      Port: `${server.port}`,
      DBName: one.account.user,
      masterarn: 'arn:aws:secretsmanager:eu-west-1:1:secret:dba',
    });
    const rotated = await rotator(cloud, 'rotate', secret, '--json');
    expect(JSON.parse(rotated.stdout)).toMatchObject({ Outcome: 'rotated', Strategy: 'alternating-users' });
    expect(await login(server, await currentLogin(cloud, secret))).toBeUndefined();
  });

  it('creates nothing with a password that does not log in', async () => {
    const one = await prepared('itself');
    const secret = `${one.secret}-wrong`;
    const argv = ['--type', 'rds-postgresql', 'strategy=single-user', ...fieldsOf(one), '--yes'];
    const { exitCode, stdout } = await rotator(withPassword('Canary-wrong'), 'adopt', secret, ...argv);
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: expect.stringMatching(/blocked .*refused/) });
    expect(stdout).not.toContain('Canary-wrong');
    expect(await isThere(secret)).toBe(false);
  });

  it('goes on without a login only where the operator allows it', async () => {
    const one = await prepared('itself');
    const secret = `${one.secret}-far`;
    const fields = fieldsOf(one, await unusedPort());
    const argv = ['--type', 'rds-postgresql', 'strategy=single-user', ...fields, '--yes'];
    const far = withPassword(one.account.password);
    expect(await rotator(far, 'adopt', secret, ...argv)).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining('unreachable'),
    });
    expect(await isThere(secret)).toBe(false);
    expect(await rotator(far, 'adopt', secret, ...argv, '--allow-unreachable')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('no login was tried'),
    });
    expect(await isThere(secret)).toBe(true);
    const changed = ['grace=12h', '--yes'];
    expect(await rotator(far, 'set', secret, ...changed)).toMatchObject({ exitCode: 1 });
    expect(await rotator(far, 'set', secret, ...changed, '--allow-unreachable')).toMatchObject({
      exitCode: 0,
    });
  });
});
