import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { SecretId } from '../../../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import type { DatabaseSecret } from '../../../../shared/services/database/database-secret.ts';
import { logIn } from '../../../../shared/services/postgresql/connector.ts';
import { strangersCertificates } from '../../../support/servers/certificates.ts';
import { startPostgresql } from '../../../support/servers/postgresql.ts';
import { engines } from '../../../support/servers/running.ts';
import type { ServerAddress } from '../../../support/servers/server.ts';
import { startSilent } from '../../../support/servers/silent.ts';
import { patience } from '../../../support/stand/patience.ts';

const secret = SecretId.parse('Creds');

function valueFor(server: ServerAddress, fields: Partial<DatabaseSecret> = {}): DatabaseSecret {
  return {
    AccountName: server.admin.user,
    AccountPassword: new Sensitive(server.admin.password),
    Endpoint: server.host,
    Port: server.port,
    DBName: undefined,
    DBInstanceId: undefined,
    text: new Sensitive('{}'),
    ...fields,
  };
}

describe.each(engines('postgresql'))('a session on PostgreSQL $version', (server) => {
  const dialling = {
    secret,
    authorities: server.certificateAuthority,
    signal: new AbortController().signal,
  };

  it.each(['localhost', '127.0.0.1'])('is opened over TLS to %s', async (Endpoint) => {
    const session = await logIn(dialling, valueFor(server, { Endpoint }));
    if (session === 'refused') throw new Error(session);
    await using open = session;
    expect(
      await open.query(
        'select ssl, application_name from pg_stat_ssl join pg_stat_activity using (pid) where pid = pg_backend_pid()',
      ),
    ).toEqual([{ ssl: true, application_name: 'secret-rotation' }]);
  });

  it('is refused as an answer, not as an error', async () => {
    expect(await logIn(dialling, valueFor(server, { AccountPassword: new Sensitive('wrong') }))).toBe(
      'refused',
    );
    expect(await logIn(dialling, valueFor(server, { AccountName: 'nobody there' }))).toBe('refused');
  });

  it('is not opened to a server that a strange authority vouches for', async () => {
    const authorities = await readFile((await strangersCertificates()).authority, 'utf8');
    await expect(logIn({ ...dialling, authorities }, valueFor(server))).rejects.toMatchObject({
      code: 'tls-failed',
    });
  });

  it('is not opened when no authority is named and the runtime knows none', async () => {
    await expect(logIn({ ...dialling, authorities: undefined }, valueFor(server))).rejects.toMatchObject({
      code: 'tls-failed',
    });
  });

  it('is not opened under a name that is not in the certificate', async () => {
    await expect(logIn(dialling, valueFor(server, { Endpoint: '127.1' }))).rejects.toMatchObject({
      code: 'tls-failed',
      message: expect.stringContaining('127.1'),
    });
  });

  it('is not opened where nobody listens', async () => {
    await expect(logIn(dialling, valueFor(server, { Port: 1 }))).rejects.toMatchObject({
      code: 'unreachable',
    });
    await expect(
      logIn(dialling, valueFor(server, { Endpoint: 'no-such-host.invalid' })),
    ).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('ends with the deadline, also in the middle of a query', async () => {
    const invocation = new AbortController();
    const session = await logIn({ ...dialling, signal: invocation.signal }, valueFor(server));
    if (session === 'refused') throw new Error(session);
    await using open = session;
    setTimeout(() => invocation.abort(), 100);
    await expect(open.query('select pg_sleep(30)')).rejects.toMatchObject({ code: 'unreachable' });
    await expect(open.query('select 1')).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('that somebody ended is unreachable', async () => {
    const session = await logIn(dialling, valueFor(server));
    if (session === 'refused') throw new Error(session);
    await using open = session;
    await expect(open.query('select pg_terminate_backend(pg_backend_pid())')).rejects.toMatchObject({
      code: 'unreachable',
    });
    await expect(open.query('select 1')).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('that is one too many finds the server busy', async () => {
    const role = `crowd${server.version}`;
    const admin = await logIn(dialling, valueFor(server));
    if (admin === 'refused') throw new Error(admin);
    await using open = admin;
    await open.run(`create role ${role} login connection limit 0 password 'x'`);
    await expect(
      logIn(dialling, valueFor(server, { AccountName: role, AccountPassword: new Sensitive('x') })),
    ).rejects.toMatchObject({ code: 'busy' });
    await open.run(`drop role ${role}`);
  });
});

describe('a server that answers oddly', () => {
  it('is unreachable within the deadline when it says nothing', async () => {
    await using silent = await startSilent();
    const value = valueFor({ ...silentAddress, port: silent.port });
    await expect(
      logIn({ secret, authorities: undefined, signal: AbortSignal.timeout(300) }, value),
    ).rejects.toMatchObject({ code: 'unreachable' });
    await expect.poll(() => silent.connections()).toBe(0);
  });

  it('is not talked to at all when the deadline is over', async () => {
    await using silent = await startSilent();
    const value = valueFor({ ...silentAddress, port: silent.port });
    await expect(
      logIn({ secret, authorities: undefined, signal: AbortSignal.abort() }, value),
    ).rejects.toMatchObject({ code: 'unreachable' });
    expect(silent.connections()).toBe(0);
  });

  it('fails the TLS check when it offers none, and sees no login', async () => {
    await using plain = await startPostgresql('18', { serverArguments: ['-c', 'ssl=off'] });
    await expect(
      logIn(
        { secret, authorities: plain.certificateAuthority, signal: AbortSignal.timeout(patience) },
        valueFor(plain),
      ),
    ).rejects.toMatchObject({ code: 'tls-failed', message: expect.stringContaining('SSL') });
    const log = await readFile(plain.log, 'utf8');
    expect(log).not.toContain('user=postgres');
  });
});

const silentAddress: ServerAddress = {
  engine: 'postgresql',
  version: '',
  host: 'localhost',
  port: 0,
  admin: { user: 'postgres', password: 'x' },
  certificateAuthority: '',
  certificateAuthorityFile: '',
  log: '',
  pid: 0,
};
