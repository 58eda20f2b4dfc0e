import { join } from 'node:path';
import { cached } from './cache.ts';
import { unpackPackages } from './debian-packages.ts';
import { type MysqlFamilyPrograms, startMysqlFamily } from './mysql-family.ts';
import { type DatabaseServer, EngineUnavailable, type ServerOptions } from './server.ts';
import { serverVersion } from './server-version.ts';
import { runUnprivileged } from './unprivileged.ts';

/** The server, the programs that initialise it, and the libraries that a plain system does not have. */
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
    initialise: (data) => runUnprivileged([...env, ...initialiser(root, data)]),
    firstStatements,
  };
}

function initialiser(root: string, data: string): string[] {
  return [
    join(root, 'usr/bin/mariadb-install-db'),
    '--no-defaults',
    `--basedir=${join(root, 'usr')}`,
    `--datadir=${data}`,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    '--skip-name-resolve',
    SMALL_LOG,
  ];
}

function firstStatements(password: string): string[] {
  return [
    `delete from mysql.global_priv where User in ('', 'root');`,
    'flush privileges;',
    `create user root@'%' identified by '${password}';`,
    `grant all on *.* to root@'%' with grant option;`,
  ];
}
