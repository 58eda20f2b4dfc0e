import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { DBInstanceId, instanceOn, secondPassword, startRds } from '../../support/sandbox/with-rds.ts';
import { strangersCertificates } from '../../support/servers/certificates.ts';
import { startMysql } from '../../support/servers/mysql.ts';
import { engines } from '../../support/servers/running.ts';

describe.each(engines('mysql', 'mariadb', 'postgresql'))('a server of $engine', (server) => {
  it('must have a certificate of the authority that is named', async () => {
    const CertificateAuthority = await readFile((await strangersCertificates()).authority, 'utf8');
    const rdsInstances = [{ ...instanceOn(server), CertificateAuthority }];
    await using running = await startRds(server, { rdsInstances });
    expect(await running.create()).toMatchObject({ failed: 'Database.ConnectError', status: 400 });
  });

  it('must have a certificate of the name that is connected to', async () => {
    for (const [Host, works] of [
      ['127.0.0.1', true],
      ['127.0.0.2', false],
    ] as const) {
      await using relay = await relayFrom(Host, server.port);
      const rdsInstances = [{ ...instanceOn(server), Host, Port: relay.port }];
      await using running = await startRds(server, { rdsInstances });
      const failed = works ? undefined : 'Database.ConnectError';
      expect(Object(await running.create()).failed).toBe(failed);
      expect(relay.count()).toBeGreaterThan(0);
    }
  });

  it('keeps names with marks of SQL apart, and is changed in none but the named one', async () => {
    const switches = { rdsSqlAccounts: 'listed', rdsResetOfSqlAccount: 'allow' } as const;
    await using running = await startRds(server, { switches });
    const name = `${running.prefix}'"\`\\_%;--@x`;
    const other = `${running.prefix}'"\`\\x%;--@x`;
    for (const one of [name, other]) await running.createBySql(one);
    const DBName = await running.makeDatabase(`${running.prefix}'"\`_%;--`);
    const AccountPrivilege = server.engine === 'postgresql' ? 'DBOwner' : 'ReadOnly';
    const on = (more = {}) => running.on({ AccountName: name, ...more });
    const privileges = async (one: string) =>
      Object(await running.described(one)).DatabasePrivileges.DatabasePrivilege;
    expect(await running.call('GrantAccountPrivilege', on({ DBName, AccountPrivilege }))).not.toHaveProperty(
      'failed',
    );
    expect(await privileges(name)).toMatchObject([{ DBName, AccountPrivilege }]);
    expect(await privileges(other)).toEqual([]);
    const reset = await running.call('ResetAccountPassword', on({ AccountPassword: secondPassword }));
    expect(reset).not.toHaveProperty('failed');
    expect(await running.accepts(secondPassword, name)).toBe(true);
    expect(await running.accepts(secondPassword, other)).toBe(false);
    expect(await running.call('RevokeAccountPrivilege', on({ DBName }))).not.toHaveProperty('failed');
    expect(await privileges(name)).toEqual([]);
    expect(await running.call('DeleteAccount', on())).not.toHaveProperty('failed');
    expect(await running.described(name)).toBeUndefined();
    expect(await running.described(other)).toBeDefined();
  });
});

describe('a server on this machine', () => {
  it.each(engines('mysql'))('needs no TLS', async () => {
    await using server = await startMysql({ serverArguments: ['--require-secure-transport=OFF'] });
    const { CertificateAuthority: _, ...plain } = instanceOn(server);
    await using running = await startRds(server, { rdsInstances: [plain] });
    expect(await running.create()).not.toHaveProperty('failed');
    expect(await running.call('DescribeAccounts', { DBInstanceId })).toMatchObject({ TotalRecordCount: 1 });
  });
});

/** Listens on an address of this machine, and hands on what arrives there. */
async function relayFrom(host: string, port: number) {
  let count = 0;
  const relay = createServer((near) => {
    count += 1;
    const far = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  relay.listen(0, host);
  await once(relay, 'listening');
  return {
    port: Number(Object(relay.address()).port),
    count: () => count,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => relay.close(() => resolve())),
  };
}
