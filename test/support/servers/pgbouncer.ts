import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cached } from './cache.ts';
import { startDaemon } from './daemon.ts';
import { unpackPackages } from './debian-packages.ts';
import { makePrivateDirectory } from './private-directory.ts';
import { EngineUnavailable, type ServerAddress } from './server.ts';
import { giveAway, unprivileged } from './unprivileged.ts';
import { startOnUnusedPort } from './unused-port.ts';

const run = promisify(execFile);
const packages = ['pgbouncer', 'libc-ares2', 'libevent-2.1-7'];

export interface Pool extends AsyncDisposable {
  readonly port: number;
}

interface PoolOptions {
  readonly mode: 'session' | 'transaction' | 'statement';
  /** Connections to the server for each account and database. */
  readonly size: number;
}

/** PgBouncer before a server. It asks the server for the passwords, so that it takes new ones at once. */
export async function startPgBouncer(server: ServerAddress, { mode, size }: PoolOptions): Promise<Pool> {
  const command = await program().catch((cause) => {
    throw new EngineUnavailable('pgbouncer', cause);
  });
  const directory = await makePrivateDirectory();
  const { user, password } = server.admin;
  const users = join(directory.path, 'users.txt');
  await writeFile(users, `"${user}" "${password}"\n`, { mode: 0o600 });
  const settings = join(directory.path, 'pgbouncer.ini');
  const { daemon, port } = await startOnUnusedPort(async (port) => {
    await writeFile(
      settings,
      `[databases]
* = host=127.0.0.1 port=${server.port} auth_user=${user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
auth_query = select usename, passwd from pg_shadow where usename = $1
client_tls_sslmode = require
client_tls_cert_file = ${directory.certificate}
client_tls_key_file = ${directory.key}
server_tls_sslmode = require
pool_mode = ${mode}
default_pool_size = ${size}
`,
      { mode: 0o600 },
    );
    for (const file of [users, settings]) await giveAway(file);
    return {
      port,
      daemon: await startDaemon({
        command: [...command, settings],
        logFile: join(directory.path, 'pool.log'),
        ready: /process up/,
        stopSignal: 'SIGKILL',
      }),
    };
  });
  return {
    port,
    async [Symbol.asyncDispose]() {
      await daemon.stop();
      await rm(directory.path, { recursive: true, force: true });
    },
  };
}

async function program(): Promise<readonly string[]> {
  const installed = await programBelow('/', ['env']);
  if (installed) return installed;
  const unpacked = (folder: string) =>
    programBelow(folder, ['env', `LD_LIBRARY_PATH=${join(folder, 'usr/lib/x86_64-linux-gnu')}`]);
  const root = await cached({
    name: 'pgbouncer',
    make: (folder) => unpackPackages(folder, { packages, dependencies: false }),
    isUsable: async (folder) => (await unpacked(folder)) !== undefined,
  });
  const found = await unpacked(root);
  if (!found) throw new Error(`${root} holds no pool that runs`);
  return found;
}

async function programBelow(root: string, env: readonly string[]): Promise<readonly string[] | undefined> {
  const command = [...env, join(root, 'usr/sbin/pgbouncer')];
  const [name = '', ...words] = unprivileged([...command, '--version']);
  return run(name, words).then(
    () => command,
    () => undefined,
  );
}
