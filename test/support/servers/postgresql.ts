import { randomBytes } from 'node:crypto';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startDaemon } from './daemon.ts';
import {
  type PostgresqlMajor,
  type PostgresqlPrograms,
  postgresqlPrograms,
  programsIn,
} from './postgresql-programs.ts';
import { makePrivateDirectory, type PrivateDirectory } from './private-directory.ts';
import type { DatabaseServer, ServerOptions } from './server.ts';
import { copyTemplate } from './template.ts';
import { runUnprivileged } from './unprivileged.ts';
import { startOnPort, startOnUnusedPort } from './unused-port.ts';

/** `md5` asks for SCRAM where a password is kept so. Source: PostgreSQL, "Password Authentication". */
const AUTHENTICATION = `
hostnossl all all all reject
hostssl all all all md5
local all all scram-sha-256
`;

/** Throws EngineUnavailable where the programs are missing. */
export async function startPostgresql(
  major: PostgresqlMajor,
  options: ServerOptions = {},
): Promise<DatabaseServer> {
  const programs = await postgresqlPrograms(major);
  const directory = await makePrivateDirectory();
  const admin = { user: 'postgres', password: randomBytes(18).toString('base64url') };
  const log = join(directory.path, 'server.log');
  const data = await copyTemplate(programs.release, (path) => initialise(programs, path), directory.path);
  await setPassword(programs, data, admin.password);
  await writeFile(join(data, 'pg_hba.conf'), AUTHENTICATION);
  const settings = [...serverSettings(directory), ...(options.serverArguments ?? [])];
  const start = (port: number) =>
    startDaemon({
      command: [programs.postgres, '-D', data, '-p', `${port}`, ...settings],
      logFile: log,
      ready: /database system is ready to accept (read-only )?connections/,
      stopSignal: 'SIGINT',
    });
  let { daemon, port } = await startOnUnusedPort(async (port) => ({ port, daemon: await start(port) }));
  return {
    engine: 'postgresql',
    version: major,
    host: 'localhost',
    port,
    admin,
    certificateAuthority: directory.authority.text,
    certificateAuthorityFile: directory.authority.path,
    log,
    get pid() {
      return daemon.pid;
    },
    data,
    async restart() {
      await daemon.stop('SIGKILL');
      await untilDetached(daemon.pid);
      daemon = await startOnPort(port, start);
    },
    async [Symbol.asyncDispose]() {
      await daemon.stop();
      await rm(directory.path, { recursive: true, force: true });
    },
  };
}

/** Processes of a killed server end by themselves, a moment later. Until then no other may use its memory. */
async function untilDetached(pid: number): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 25) {
    const [, ...segments] = (await readFile('/proc/sysvipc/shm', 'utf8')).trim().split('\n');
    const fields = segments.map((line) => line.trim().split(/\s+/).map(Number));
    if (!fields.some(([, , , , creator, , attached = 0]) => creator === pid && attached > 0)) return;
    await sleep(25);
  }
  throw new Error(`processes of the killed server ${pid} do not end`);
}

function serverSettings(directory: PrivateDirectory): string[] {
  return Object.entries({
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    max_prepared_transactions: 10,
    ssl: 'on',
    ssl_cert_file: directory.certificate,
    ssl_key_file: directory.key,
    password_encryption: 'scram-sha-256',
    shared_preload_libraries: 'pg_stat_statements',
    'pg_stat_statements.track_utility': 'on',
    log_statement: 'all',
    log_connections: 'on',
    log_disconnections: 'on',
    log_line_prefix: '%m [%p] %u@%d ',
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: 'off',
    max_wal_senders: 0,
    wal_level: 'minimal',
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** By a copy of the programs, as `initdb` hands its real path, which may be any, to a shell. */
async function initialise({ folder }: PostgresqlPrograms, data: string): Promise<void> {
  const copy = join(dirname(data), 'programs');
  await cp(folder, copy, { recursive: true, dereference: true });
  const locale = ['--encoding', 'UTF8', '--no-locale'];
  await runUnprivileged([
    programsIn(copy).initdb,
    '-D',
    data,
    ...['--username', 'postgres', '--auth', 'scram-sha-256', '--pwfile', '/proc/sys/kernel/random/uuid'],
    ...locale,
    ...['--no-sync', '--wal-segsize', '1'],
  ]);
}

/** In single-user mode, which asks for no password and writes no log. */
function setPassword(programs: PostgresqlPrograms, data: string, password: string): Promise<void> {
  const statement = `alter role postgres password '${password}'\n`;
  const quick = ['-c', 'fsync=off', '-c', 'password_encryption=scram-sha-256', '-c', 'log_checkpoints=off'];
  return runUnprivileged([programs.postgres, '--single', ...quick, '-D', data, 'postgres'], statement);
}
