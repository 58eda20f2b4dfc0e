import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startDaemon } from './daemon.ts';
import { makePrivateDirectory, type PrivateDirectory } from './private-directory.ts';
import type { DatabaseServer, Engine, ServerOptions } from './server.ts';
import { copyTemplate } from './template.ts';
import { startOnPort, startOnUnusedPort } from './unused-port.ts';

/** What MySQL and MariaDB differ in, for who starts one. */
export interface MysqlFamilyPrograms {
  readonly engine: Engine;
  /** As the server tells it: `9.7.4`. */
  readonly version: string;
  readonly server: readonly string[];
  readonly serverArguments: readonly string[];
  initialise(data: string): Promise<void>;
  /** One statement a line; they leave `root@'%'` with every right as the only account a person can use. */
  firstStatements(password: string): readonly string[];
}

export async function startMysqlFamily(
  programs: MysqlFamilyPrograms,
  options: ServerOptions,
): Promise<DatabaseServer> {
  const { engine, version } = programs;
  const directory = await makePrivateDirectory();
  const admin = { user: 'root', password: randomBytes(18).toString('base64url') };
  const log = join(directory.path, 'statements.log');
  const data = await copyTemplate(`${engine}-${version}`, programs.initialise, directory.path);
  const statements = join(directory.path, 'first.sql');
  await writeFile(statements, `${programs.firstStatements(admin.password).join('\n')}\n`);
  const settings = { datadir: data, 'general-log-file': log };
  const start = (port: number, more: readonly string[]) =>
    startDaemon({
      command: [
        ...programs.server,
        '--no-defaults',
        ...serverSettings(directory, { ...settings, port }),
        ...programs.serverArguments,
        ...(options.serverArguments ?? []),
        ...more,
      ],
      logFile: join(directory.path, 'server.log'),
      ready: /ready for connections/,
      stopSignal: 'SIGTERM',
    });
  let { daemon, port } = await startOnUnusedPort(async (port) => ({
    port,
    daemon: await start(port, [`--init-file=${statements}`]),
  }));
  return {
    engine,
    version: version.split('.').slice(0, 2).join('.'),
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
      daemon = await startOnPort(port, () => start(port, []));
    },
    async [Symbol.asyncDispose]() {
      await daemon.stop();
      await rm(directory.path, { recursive: true, force: true });
    },
  };
}

function serverSettings(directory: PrivateDirectory, settings: Record<string, string | number>): string[] {
  return Object.entries({
    ...settings,
    'bind-address': '127.0.0.1',
    socket: join(directory.path, 'server.sock'),
    // A MariaDB that starts removes the temporary tables of whoever shares its folder.
    tmpdir: directory.path,
    'pid-file': join(directory.path, 'server.pid'),
    'ssl-ca': directory.authority.path,
    'ssl-cert': directory.certificate,
    'ssl-key': directory.key,
    'require-secure-transport': 'ON',
    'general-log': 'ON',
    'max-connections': 500,
    'skip-log-bin': 'ON',
    'innodb-buffer-pool-size': '64M',
    'innodb-flush-log-at-trx-commit': 0,
    'innodb-fast-shutdown': 2,
  }).map(([name, value]) => `--${name}=${value}`);
}
