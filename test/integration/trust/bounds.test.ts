import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { fits } from '../../../shared/engine/rotation/configuration.ts';
import { SecretId } from '../../../shared/engine/rotation/store.ts';
import { readEvent } from '../../../shared/entry/event.ts';
import { Sensitive } from '../../../shared/runtime/sensitive.ts';
import { boundSession } from '../../../shared/runtime/session-bounds.ts';
import { dialling, logIn as logInToMysql } from '../../../shared/services/mysql/connector.ts';
import { verbatim } from '../../../shared/services/mysql/quoting.ts';
import { logIn as logInToPostgresql } from '../../../shared/services/postgresql/connector.ts';
import { engines } from '../../support/servers/running.ts';
import type { ServerAddress } from '../../support/servers/server.ts';
import { startSilent } from '../../support/servers/silent.ts';
import { listen } from '../../support/servers/unused-port.ts';

const signal = new AbortController().signal;
const secret = SecretId.parse('Bounded');

describe('an event', () => {
  const sweep = (count: number) => ({
    Operation: 'sweep',
    SecretIds: Array.from({ length: count }, (_, index) => `secret-${index}`),
  });
  const bytes = (event: object) => Buffer.from(JSON.stringify(event));

  it('names 1,000 secrets at most', () => {
    expect(readEvent(bytes(sweep(1_000)))).toMatchObject({ operation: 'sweep' });
    expect(() => readEvent(bytes(sweep(1_001)))).toThrow('SecretIds');
  });

  it('has 128 KB at most, and is not read where it has more', () => {
    const event = JSON.stringify({ Operation: 'plan', SecretId: 'MyDbCreds' });
    expect(readEvent(Buffer.from(event.padEnd(131_072)))).toMatchObject({ operation: 'plan' });
    expect(() => readEvent(Buffer.alloc(131_073, '['))).toThrow('128 KB');
  });
});

describe('a pattern of the configuration', () => {
  it('is matched in a time that grows with its length alone', () => {
    for (const stars of [10, 1_000, 50_000])
      expect(fits('a'.repeat(stars), `${'*a'.repeat(stars / 2)}*b`)).toBe(false);
  });
});

/** What a hostile server sends to every client, without end. */
async function startEndless() {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const chunk = Buffer.alloc(65_536, 1);
    const pour = () => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', pour).on('error', () => {});
    pour();
  });
  const port = await listen(server);
  return {
    port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

const closing = (socket: Socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()));
const tooLarge = { code: 'unreachable', message: expect.stringContaining('ANSWER_TOO_LARGE') };

describe('a session', () => {
  it('ends where its server sends without end', async () => {
    await using endless = await startEndless();
    const socket = connect({ host: 'localhost', port: endless.port });
    socket.on('data', () => {}).on('error', () => {});
    boundSession(socket, { bytes: 1_000_000 });
    await closing(socket);
    expect(socket.errored).toMatchObject({ code: 'ANSWER_TOO_LARGE' });
  });

  it('ends where its server never ends an answer, and leaves no socket', async () => {
    await using silent = await startSilent();
    const socket = connect({ host: 'localhost', port: silent.port });
    socket.on('error', () => {});
    const bounds = boundSession(socket, { answer: 50 });
    await bounds.answer(closing(socket));
    expect(socket.errored).toMatchObject({ code: 'ANSWER_TOO_LATE' });
  });

  it('is closed where its server does not hear the goodbye', async () => {
    await using silent = await startSilent();
    const socket = connect({ host: 'localhost', port: silent.port });
    await once(socket, 'connect');
    await boundSession(socket).close(() => closing(socket));
    expect(socket.destroyed).toBe(true);
  });

  const loginOf = ({ host, port, admin }: ServerAddress) => ({
    AccountName: admin.user,
    AccountPassword: new Sensitive(admin.password),
    Endpoint: host,
    Port: port,
    DBName: undefined,
    DBInstanceId: undefined,
    text: new Sensitive(''),
  });

  it.each(engines('mysql', 'mariadb').slice(-2))(
    'on $engine $version reads 64 MB at most',
    async (server) => {
      const login = await logInToMysql(dialling(server.certificateAuthority, signal), loginOf(server));
      if (login === 'refused') throw new Error(login);
      await using session = login;
      const row = "select repeat('x', 15000000) as a";
      const rows = Array.from({ length: 12 }, () => row).join(' union all ');
      await expect(session.query(verbatim(rows))).rejects.toMatchObject(tooLarge);
    },
  );

  it.each(engines('postgresql').slice(-1))('on PostgreSQL $version reads 64 MB at most', async (server) => {
    const login = await logInToPostgresql(
      { secret, authorities: server.certificateAuthority, signal },
      loginOf(server),
    );
    if (login === 'refused') throw new Error(login);
    await using session = login;
    await expect(
      session.query("select repeat('x', 15000000) from generate_series(1, 12)"),
    ).rejects.toMatchObject(tooLarge);
  });
});
