import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { exists } from '../../support/servers/cache.ts';
import { strangersCertificates } from '../../support/servers/certificates.ts';
import { startMariadb } from '../../support/servers/mariadb.ts';
import { startMysql } from '../../support/servers/mysql.ts';
import { startPostgresql } from '../../support/servers/postgresql.ts';
import { runningServers } from '../../support/servers/running.ts';
import type { ServerAddress } from '../../support/servers/server.ts';
import { startSilent } from '../../support/servers/silent.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';

type Tls = { readonly ca: string } | undefined;

/** Logs in as the administrator, asks for one statement and returns the first value of its answer. */
async function ask(server: ServerAddress, tls: Tls, statement: string): Promise<unknown> {
  const { host, port, admin } = server;
  if (server.engine !== 'postgresql') {
    const connection = await createConnection({ host, port, ...admin, ...(tls && { ssl: tls }) });
    const [rows] = await connection.query({ sql: statement, rowsAsArray: true });
    await connection.end();
    return Array.isArray(rows) && Array.isArray(rows[0]) ? rows[0][0] : undefined;
  }
  const client = new Client({ host, port, ...admin, database: 'postgres', ssl: tls ?? false });
  await client.connect();
  try {
    const { rows } = await client.query({ text: statement, rowMode: 'array' });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}

const Started = z.array(z.object({ pid: z.number(), log: z.string() }));
const isRunning = (pid: number) => exists(`/proc/${pid}`);
const trusting = (server: ServerAddress) => ({ ca: server.certificateAuthority });
const names = [
  ...(exhaustive ? ['postgresql 14', 'postgresql 16'] : []),
  ...['postgresql 18', 'mysql 9.7', 'mariadb 10.11'],
];

/** MariaDB does not say that the transport is what it objects to. */
const refusals = {
  postgresql: /rejects connection/,
  mysql: /insecure transport/,
  mariadb: /Access denied/,
};

describe.each(names)('%s', (name) => {
  const server = runningServers().find(({ engine, version }) => `${engine} ${version}` === name);
  const it = test.skipIf(server === undefined);
  const running = () => server ?? expect.unreachable();

  it('answers with its own version over verified TLS', async () => {
    const version = await ask(running(), trusting(running()), 'select version()');
    expect(String(version)).toMatch(new RegExp(`^(PostgreSQL )?${running().version.replace('.', '\\.')}\\.`));
  });

  it('is refused by a client that trusts another authority', async () => {
    const ca = await readFile((await strangersCertificates()).authority, 'utf8');
    await expect(ask(running(), { ca }, 'select 1')).rejects.toThrow(/certificate/);
  });

  it('refuses a client that speaks plaintext', async () => {
    await expect(ask(running(), undefined, 'select 1')).rejects.toThrow(refusals[running().engine]);
  });

  it('logs the statements it receives', async () => {
    await ask(running(), trusting(running()), "select 'seen in the log'");
    await expect.poll(() => readFile(running().log, 'utf8')).toContain("select 'seen in the log'");
  });

  it('does not run as root', async () => {
    const status = await readFile(`/proc/${running().pid}/status`, 'utf8');
    expect(status).not.toMatch(/^Uid:.*\b0\b/m);
  });
});

test.each(runningServers().filter(({ engine }) => engine !== 'postgresql'))(
  '$engine $version has a folder of its own for temporary tables',
  async (server) => {
    expect(await ask(server, trusting(server), 'select @@tmpdir')).toBe(dirname(server.log));
  },
);

test('every server ends, and leaves no file, when the process that started it is killed', async () => {
  const script = `
    const { servers } = await (await import('../../support/servers/all.ts')).startNewest();
    console.log(JSON.stringify(servers.map(({ pid, log }) => ({ pid, log }))));
    setInterval(() => {}, 1000);`;
  const loader = ['--import', 'tsx', '--input-type=module', '--eval'];
  // A run of its own, not a part of this one.
  const { ROTATION_RUN: _, ...env } = process.env;
  const parent = spawn(process.execPath, [...loader, script], { cwd: import.meta.dirname, env });
  const [said] = await once(parent.stdout, 'data');
  const started = Started.parse(JSON.parse(String(said)));
  const count = async (has: (server: z.output<typeof Started>[number]) => Promise<boolean>) =>
    (await Promise.all(started.map(has))).filter(Boolean).length;
  const running = () => count(({ pid }) => isRunning(pid));
  const files = () => count(({ log }) => exists(log));
  expect([await running(), await files()]).toEqual([3, 3]);
  parent.kill('SIGKILL');
  await expect.poll(running).toBe(0);
  await expect.poll(files).toBe(0);
});

const has = (engine: string) => runningServers().some((server) => server.engine === engine);
const privateServers = [
  {
    engine: 'postgresql',
    start: (limit: number) => startPostgresql('18', { serverArguments: ['-c', `max_connections=${limit}`] }),
    question: "select current_setting('max_connections')",
  },
  {
    engine: 'mysql',
    start: (limit: number) => startMysql({ serverArguments: [`--max-connections=${limit}`] }),
    question: 'select @@max_connections',
  },
  {
    engine: 'mariadb',
    start: (limit: number) => startMariadb({ serverArguments: [`--max-connections=${limit}`] }),
    question: 'select @@max_connections',
  },
];

describe.each(privateServers)('a private $engine server', ({ engine, start, question }) => {
  test.skipIf(!has(engine))(
    'takes arguments, and leaves no process and no file when it is stopped',
    async () => {
      const server = await start(23);
      const limit = await ask(server, trusting(server), question).finally(() =>
        server[Symbol.asyncDispose](),
      );
      expect(Number(limit)).toBe(23);
      expect(await isRunning(server.pid)).toBe(false);
      expect(await exists(server.log)).toBe(false);
    },
  );
});

test('a silent server takes a connection and never answers', async () => {
  await using server = await startSilent();
  const socket = connect(server.port, server.host);
  await once(socket, 'connect');
  socket.write('is anybody there?');
  const answer = await Promise.race([once(socket, 'data'), once(socket, 'close'), sleep(200, 'nothing')]);
  expect(answer).toBe('nothing');
  expect(server.connections()).toBe(1);
  socket.destroy();
});
