import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cached, exists } from './cache.ts';
import { unpackPackages } from './debian-packages.ts';
import { type MysqlFamilyPrograms, startMysqlFamily } from './mysql-family.ts';
import { type DatabaseServer, EngineUnavailable, type ServerOptions } from './server.ts';
import { serverVersion } from './server-version.ts';
import { runUnprivileged } from './unprivileged.ts';

/** The server, what it initialises its tables from, and the libraries that a plain system does not have. */
const PACKAGES = [
  'mariadb-server',
  'mariadb-server-core',
  'mariadb-client',
  'mariadb-client-core',
  'mariadb-common',
  'libaio1',
  'liburing2',
  'libmariadb3',
];

/** What the server knows its own tables by, in the order in which they build on each other. */
const SYSTEM_TABLES = [
  '*_system_tables.sql',
  '*_performance_tables.sql',
  '*_system_tables_data.sql',
  'maria_add_gis_sp_bootstrap.sql',
  '*_sys_schema.sql',
];

/** Said to the server as well, which otherwise makes it large again. */
const SMALL_LOG = '--innodb-log-file-size=8M';

/** Throws EngineUnavailable where it is neither installed nor to be unpacked. */
export async function startMariadb(options: ServerOptions = {}): Promise<DatabaseServer> {
  const programs = await mariadbPrograms().catch((cause) => {
    throw new EngineUnavailable('mariadb', cause);
  });
  return startMysqlFamily(programs, options);
}

async function mariadbPrograms(): Promise<MysqlFamilyPrograms> {
  const installed = await programsBelow('/', ['env']);
  if (installed !== undefined) return installed;
  const root = await cached({
    name: 'mariadb',
    make: (folder) => unpackPackages(folder, { packages: PACKAGES, dependencies: false }),
    isUsable: async (folder) => (await unpackedPrograms(folder)) !== undefined,
  });
  const unpacked = await unpackedPrograms(root);
  if (unpacked === undefined) throw new Error(`${root} holds no server that runs`);
  return unpacked;
}

function unpackedPrograms(root: string): Promise<MysqlFamilyPrograms | undefined> {
  return programsBelow(root, ['env', `LD_LIBRARY_PATH=${join(root, 'usr/lib/x86_64-linux-gnu')}`]);
}

/** `env` is what each command is run with, for the programs to find their libraries. */
async function programsBelow(
  root: string,
  env: readonly [string, ...string[]],
): Promise<MysqlFamilyPrograms | undefined> {
  const server = join(root, 'usr/sbin/mariadbd');
  const version = await serverVersion([...env, server]);
  if (version === undefined) return undefined;
  return {
    engine: 'mariadb',
    version: version.number,
    server: [...env, server],
    serverArguments: [
      `--basedir=${join(root, 'usr')}`,
      `--plugin-dir=${join(root, 'usr/lib/mysql/plugin')}`,
      SMALL_LOG,
    ],
    initialise: (data) => initialise(root, [...env, server], data),
    firstStatements,
  };
}

/**
 * Does what `mariadb-install-db` does. That is a shell script, for which a path with a space is two, and needs programs
 * beside the server.
 */
async function initialise(root: string, server: readonly string[], data: string): Promise<void> {
  await runUnprivileged(['mkdir', data]);
  const files = await Promise.all(SYSTEM_TABLES.map((name) => readScript(join(root, 'usr/share'), name)));
  const script = ['create database mysql;', 'use mysql;', 'set @auth_root_socket = null;', ...files].join(
    '\n',
  );
  // The name of the machine is not to get accounts of its own.
  const lines = script.split('\n').filter((line) => !line.includes('@current_hostname'));
  await runUnprivileged(
    [
      ...server,
      '--no-defaults',
      '--bootstrap',
      `--basedir=${join(root, 'usr')}`,
      `--plugin-dir=${join(root, 'usr/lib/mysql/plugin')}`,
      `--datadir=${data}`,
      '--enforce-storage-engine=',
      '--max-allowed-packet=8M',
      '--net-buffer-length=16K',
      '--log-warnings=0',
      SMALL_LOG,
    ],
    lines.join('\n'),
  );
}

/** Folder and files are called after MariaDB from release 11 on. */
async function readScript(share: string, name: string): Promise<string> {
  const paths = ['mysql', 'mariadb'].flatMap((folder) =>
    ['mysql', 'mariadb'].map((prefix) => join(share, folder, name.replace(/^\*/, prefix))),
  );
  for (const path of paths) if (await exists(path)) return readFile(path, 'utf8');
  throw new Error(`${share} has no ${name}`);
}

function firstStatements(password: string): string[] {
  return [
    `delete from mysql.global_priv where User in ('', 'root');`,
    'flush privileges;',
    `create user root@'%' identified by '${password}';`,
    `grant all on *.* to root@'%' with grant option;`,
  ];
}
