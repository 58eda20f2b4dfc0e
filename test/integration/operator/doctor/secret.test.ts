import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SecretId } from '../../../../shared/engine/rotation/store.ts';
import { tlsCheck } from '../../../../shared/operator/doctor/secret/tls.ts';
import { day } from '../../../../shared/runtime/time.ts';
import { strangersCertificates } from '../../../support/servers/certificates.ts';
import { families } from '../../../support/servers/running.ts';
import { startSilent } from '../../../support/servers/silent.ts';
import { unusedPort } from '../../../support/servers/unused-port.ts';
import { type Cloud, startCloud } from '../../../support/stand/cloud.ts';
import { asAdmin } from '../../../support/stand/login.ts';
import { prepare, settings } from '../../../support/stand/settings.ts';
import { stagesOf } from '../../../support/stand/stages.ts';
import { stretched } from '../../../support/stand/stretched.ts';
import { findingsOf, withOther } from './findings.ts';

const way = ['value', 'DNS', 'TCP', 'TLS', 'login', 'plan'];

describe.each(families('mysql', 'postgresql'))('rotator doctor, $engine $version', (server) => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await startCloud(server.certificateAuthorityFile);
  });
  afterAll(() => cloud[Symbol.asyncDispose]());

  const setting =
    settings.find((one) => one.engine === server.engine && one.strategy === 'single-user') ??
    expect.unreachable();
  const states = async (of: Cloud, secret: string) => {
    const found = await findingsOf(of, secret);
    return { found, states: Object.fromEntries(way.map((title) => [title, found.get(title)?.state])) };
  };
  /** A secret like a prepared one, whose value differs. */
  async function withValue(name: string, differing: object): Promise<string> {
    const { secret, account } = await prepare(cloud, server, setting);
    const value = {
      AccountName: account.user,
      AccountPassword: account.password,
      Endpoint: server.host,
      Port: server.port,
      DBName: account.user,
    };
    await cloud.createSecret(
      `${secret}-${name}`,
      { ...value, ...differing },
      {
        'rotation:type': setting.type,
        'rotation:strategy': setting.strategy,
      },
    );
    return `${secret}-${name}`;
  }

  it('finds the way to a secret that can be rotated, with the chain of certificates', async () => {
    const { secret } = await prepare(cloud, server, setting);
    const before = await stagesOf(cloud, secret);
    const { found, states: all } = await states(cloud, secret);
    expect(all).toEqual(Object.fromEntries(way.map((title) => [title, 'ok'])));
    expect(found.get('TLS')?.detail).toMatch(
      /^localhost \(\d+ days\), by Authority of the test servers \(\d+ days\)$/,
    );
    expect(found.get('plan')?.detail).toBe('a rotation would use single-user');
    expect(await stagesOf(cloud, secret)).toEqual(before);
  });

  it('fails for a host that does not resolve', async () => {
    const { found, states: all } = await states(cloud, await withValue('lost', { Endpoint: 'db.invalid' }));
    expect(all).toMatchObject({ value: 'ok', DNS: 'failed', TCP: 'failed', login: 'failed', plan: 'failed' });
    expect(found.get('DNS')).toMatchObject({
      detail: expect.stringMatching(/^db\.invalid: .*(ENOTFOUND|EAI_AGAIN)/),
      remedy: expect.stringContaining('correct Endpoint'),
    });
  });

  it('fails for a port on which nothing listens', async () => {
    const { found, states: all } = await states(
      cloud,
      await withValue('closed', { Port: await unusedPort() }),
    );
    expect(all).toMatchObject({ DNS: 'ok', TCP: 'failed', TLS: 'skipped', login: 'failed', plan: 'failed' });
    expect(found.get('TCP')).toMatchObject({
      detail: expect.stringContaining('nothing listens there (ECONNREFUSED)'),
      remedy: expect.stringContaining('whitelist'),
    });
  });

  it('fails for a certificate of an authority that is not trusted', async () => {
    const { secret } = await prepare(cloud, server, setting);
    const { authority } = await strangersCertificates();
    const { found, states: all } = await states(withOther(cloud, { ROTATION_CA_FILE: authority }), secret);
    expect(all).toMatchObject({ DNS: 'ok', TCP: 'ok', TLS: 'failed', login: 'failed', plan: 'failed' });
    expect(found.get('TLS')).toMatchObject({
      detail: expect.stringContaining('failed the TLS check'),
      remedy: expect.stringContaining('ROTATION_CA_FILE'),
    });
  });

  it('fails for a password that is refused, and shows the certificates all the same', async () => {
    const secret = await withValue('wrong', { AccountPassword: 'Canary-of-a-wrong-password-1' });
    const { found, states: all } = await states(cloud, secret);
    expect(all).toMatchObject({ DNS: 'ok', TCP: 'ok', TLS: 'ok', login: 'failed', plan: 'failed' });
    expect(found.get('login')?.remedy).toContain('rotator verify');
    expect(JSON.stringify([...found])).not.toContain('Canary');
  });

  it('fails for what a plan finds missing, where the login is right', async () => {
    const secret = await withValue('probed', {});
    cloud.configure({ probe: { [secret]: 'select 1 from no_such_table' } });
    const { found, states: all } = await states(cloud, secret);
    expect(all).toMatchObject({ TLS: 'ok', login: 'ok', plan: 'failed' });
    expect(found.get('plan')?.remedy).toBe(`rotator plan ${secret} shows all that is missing`);
  });

  it('fails for an account that is gone', async () => {
    const { secret, account } = await prepare(cloud, server, setting);
    await asAdmin(server, (query) =>
      server.engine === 'postgresql'
        ? query(`alter role ${account.user} nologin`)
        : query(`drop user '${account.user}'@'%'`),
    );
    expect((await states(cloud, secret)).states).toMatchObject({ login: 'failed', plan: 'failed' });
  });
});

describe('rotator doctor', () => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await startCloud(undefined);
    const tags = { 'rotation:type': 'generic', 'rotation:strategy': 'none' };
    await cloud.createSecret('token', 'Canary-of-a-token', tags);
    await cloud.createSecret('foreign', 'x', { 'rotation:type': 'no-such-type' });
  });
  afterAll(() => cloud[Symbol.asyncDispose]());

  it('skips the way of a value that names no host', async () => {
    const found = await findingsOf(cloud, 'token');
    const states = Object.fromEntries(way.map((title) => [title, found.get(title)?.state]));
    expect(states).toEqual({
      value: 'ok',
      DNS: 'skipped',
      TCP: 'skipped',
      TLS: 'skipped',
      login: 'skipped',
      plan: 'ok',
    });
    expect(JSON.stringify([...found])).not.toContain('Canary');
  });

  it.each([
    ['gone', 'value'],
    ['gone', 'plan'],
    ['foreign', 'plan'],
  ])('fails for the secret %s in the check %s', async (secret, title) => {
    expect((await findingsOf(cloud, secret)).get(title)).toMatchObject({ state: 'failed' });
  });

  it('waits for a silent server no longer than its time', async () => {
    await using server = await startSilent();
    const value = { AccountName: 'a', AccountPassword: 'b', Endpoint: server.host, Port: server.port };
    await cloud.createSecret('silent', value, { 'rotation:type': 'rds-postgresql' });
    const found = await findingsOf(cloud, 'silent', '--timeout', String(Math.ceil(stretched(3_000) / 1_000)));
    expect(found.get('TCP')).toMatchObject({ state: 'ok' });
    expect(found.get('login')).toMatchObject({ state: 'failed' });
  });

  it.each([
    [3_000, 'ok'],
    [29, 'warning'],
  ])('judges a certificate with %i days left as %s', async (left, state) => {
    const now = Date.now();
    const chain = [
      { name: 'db.example.com', validTo: now + 3_000 * day + 1 },
      { name: 'Some Authority', validTo: now + left * day + 1 },
    ];
    const check = tlsCheck(
      {
        secret: SecretId.parse('x'),
        address: async () => undefined,
        plan: async () => ({ peers: [{ service: 'db.example.com:3306', chain }] }),
      },
      { now: () => now, sleep: async () => {} },
    );
    expect(await check.run()).toMatchObject({ state, detail: expect.stringContaining(`(${left} days)`) });
  });
});
