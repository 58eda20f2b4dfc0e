import { readFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import { dialling, logIn } from '../../../../shared/services/mysql/connector.ts';
import { sql, verbatim } from '../../../../shared/services/mysql/quoting.ts';
import { strangersCertificates } from '../../../support/servers/certificates.ts';
import { startMariadb } from '../../../support/servers/mariadb.ts';
import { startMysql } from '../../../support/servers/mysql.ts';
import { engines } from '../../../support/servers/running.ts';
import { startSilent } from '../../../support/servers/silent.ts';
import { Scene } from '../../functions/rds-mysql/scene.ts';

const starters = { mysql: startMysql, mariadb: startMariadb };

describe.each(engines('mysql', 'mariadb'))('a login on $engine', (server) => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.on(server);
  });
  afterEach(() => scene.drop());
  const trusting = () => dialling(server.certificateAuthority, new AbortController().signal);

  it('gives up without a password when the authority is another', async () => {
    const account = await scene.create(scene.value('Some-Secret-1'));
    const stranger = await readFile((await strangersCertificates()).authority, 'utf8');
    const wrong = dialling(stranger, new AbortController().signal);
    await expect(logIn(wrong, account)).rejects.toMatchObject({ code: 'tls-failed' });
    expect(await scene.logins(scene.name)).toEqual({ accepted: 0, refused: 0 });
  });

  it('gives up when the authority is none of the runtime', async () => {
    const account = await scene.create(scene.value('Some-Secret-1'));
    const wrong = dialling(undefined, new AbortController().signal);
    await expect(logIn(wrong, account)).rejects.toMatchObject({ code: 'tls-failed' });
  });

  it('refuses a certificate of another name, also where the endpoint is an address', async () => {
    const account = await scene.create(scene.value('Some-Secret-1'));
    for (const Endpoint of ['127.0.0.2', '::1']) {
      await using relay = await startRelay(Endpoint, server.port);
      const elsewhere = scene.value('Some-Secret-1', account.AccountName, { Endpoint, Port: relay.port });
      await expect(logIn(trusting(), elsewhere)).rejects.toMatchObject({ code: 'tls-failed' });
    }
    expect(await scene.logins(scene.name)).toEqual({ accepted: 0, refused: 0 });
  });

  it.each(['destroy', 'resetAndDestroy'] as const)(
    'is unreachable when the handshake ends in %s',
    async (end) => {
      await using relay = await startRelay('127.0.0.1', server.port, (near) => near[end]());
      const value = scene.value('Some-Secret-1', scene.name, { Port: relay.port });
      await expect(logIn(trusting(), value)).rejects.toMatchObject({ code: 'unreachable' });
    },
  );

  it('is answered by a value when the password is wrong', async () => {
    await scene.create(scene.value('Some-Secret-1'));
    expect(await logIn(trusting(), scene.value('Wrong-Secret-1'))).toBe('refused');
  });

  it('says what is wrong when the database of the secret does not exist', async () => {
    const account = await scene.create(scene.value('Some-Secret-1'));
    await expect(logIn(trusting(), account, 'nowhere')).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('DBName'),
    });
  });

  it('ends a statement when the time runs out', async () => {
    const account = await scene.create(scene.value('Some-Secret-1'));
    const invocation = new AbortController();
    const session = await logIn(dialling(server.certificateAuthority, invocation.signal), account);
    if (session === 'refused') return expect.unreachable();
    await using open = session;
    setTimeout(() => invocation.abort(), 100);
    await expect(open.query(verbatim('select sleep(20)'))).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('is unreachable once the server has ended the session', async () => {
    const account = await scene.create(scene.value('Some-Secret-1'));
    const session = await logIn(trusting(), account);
    if (session === 'refused') return expect.unreachable();
    await using open = session;
    const [[id] = []] = await open.query(verbatim('select connection_id()'));
    await scene.root(`kill ${id}`);
    await expect
      .poll(() => open.query(verbatim('select 1')).catch((error) => error.code))
      .toBe('unreachable');
  });

  it('keeps the password of a statement out of the error about it', async () => {
    const account = await scene.create(scene.value('Canary-Secret-1'));
    const session = await logIn(trusting(), account);
    if (session === 'refused') return expect.unreachable();
    await using open = session;
    const error = await open
      .query(sql`alter nonsense ${new Sensitive('Canary-Secret-2')}`)
      .catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Error);
    expect(inspect([error, open], { depth: 10, showHidden: true })).not.toContain('Canary');
  });
});

describe.each(engines('mysql', 'mariadb'))('a server of $engine without TLS', ({ engine }) => {
  it('is sent no credential', async () => {
    if (engine === 'postgresql') return;
    const withoutTls = engine === 'mysql' ? '--tls-version=' : '--skip-ssl';
    await using server = await starters[engine]({
      serverArguments: [withoutTls, '--require-secure-transport=OFF'],
    });
    const scene = await Scene.on(server);
    const signal = new AbortController().signal;
    await expect(
      logIn(dialling(server.certificateAuthority, signal), scene.value('Some-Secret-1')),
    ).rejects.toMatchObject({ code: 'tls-failed' });
    expect(await readFile(server.log, 'utf8')).not.toContain(scene.name);
  });
});

describe('a server that is silent or not there', () => {
  const values = async (port: number, Endpoint = 'localhost') => {
    const [server] = engines('mysql', 'mariadb');
    const scene = await Scene.on(server ?? expect.unreachable());
    return scene.value('Some-Secret-1', 'app', { Endpoint, Port: port });
  };

  it('is unreachable at the deadline', async () => {
    await using silent = await startSilent();
    const login = logIn(dialling(undefined, AbortSignal.timeout(300)), await values(silent.port));
    await expect(login).rejects.toMatchObject({ code: 'unreachable' });
    await expect.poll(() => silent.connections()).toBe(0);
  });

  it('is unreachable when its port is closed or its name unknown', async () => {
    const { signal } = new AbortController();
    for (const value of [await values(1), await values(3306, 'no-such-host.invalid')])
      await expect(logIn(dialling(undefined, signal), value)).rejects.toMatchObject({ code: 'unreachable' });
  });
});

/** The same server under another address; `onFirst` is told when the client has said something. */
async function startRelay(
  host: string,
  port: number,
  onFirst: (near: Socket) => void = () => {},
): Promise<AsyncDisposable & { readonly port: number }> {
  const relay = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    near.once('data', () => onFirst(near));
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => relay.listen(0, host, resolve));
  const address = relay.address();
  if (address === null || typeof address === 'string') throw new Error('no address');
  return {
    port: address.port,
    [Symbol.asyncDispose]: () => new Promise((resolve) => relay.close(() => resolve())),
  };
}
