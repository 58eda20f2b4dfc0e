import { join } from 'node:path';
import { cached } from './cache.ts';
import { unpackPackages } from './debian-packages.ts';
import { type MysqlFamilyPrograms, startMysqlFamily } from './mysql-family.ts';
import { type DatabaseServer, EngineUnavailable, type ServerOptions } from './server.ts';
import { serverVersion } from './server-version.ts';
import { runUnprivileged } from './unprivileged.ts';

/** Only Debian's newest suite has MySQL, built for a C library newer than a stable system's. */
const SELECTION = { suite: 'sid', packages: ['mysql-server-core'], dependencies: true };

/** Throws EngineUnavailable where it is neither installed nor to be unpacked. */
export async function startMysql(options: ServerOptions = {}): Promise<DatabaseServer> {
  const programs = await mysqlPrograms().catch((cause) => {
    throw new EngineUnavailable('mysql', cause);
  });
  return startMysqlFamily(programs, options);
}

async function mysqlPrograms(): Promise<MysqlFamilyPrograms> {
  const installed = await programsBelow('/', ['env']);
  if (installed !== undefined) return installed;
  const root = await cached({
    name: 'mysql',
    make: (folder) => unpackPackages(folder, SELECTION),
    isUsable: async (folder) => (await unpackedPrograms(folder)) !== undefined,
  });
  const unpacked = await unpackedPrograms(root);
  if (unpacked === undefined) throw new Error(`${root} holds no server that runs`);
  return unpacked;
}

function unpackedPrograms(root: string): Promise<MysqlFamilyPrograms | undefined> {
  const libraries = join(root, 'usr/lib/x86_64-linux-gnu');
  return programsBelow(root, [join(libraries, 'ld-linux-x86-64.so.2'), '--library-path', libraries]);
}

/** `loader` starts the program with the C library it was built for. */
async function programsBelow(
  root: string,
  loader: readonly [string, ...string[]],
): Promise<MysqlFamilyPrograms | undefined> {
  const server = [...loader, join(root, 'usr/sbin/mysqld')] as const;
  const version = await serverVersion(server);
  if (version === undefined || version.isMariadb || !keepsTwoPasswords(version.number)) return undefined;
  const places = [
    `--basedir=${join(root, 'usr')}`,
    `--lc-messages-dir=${join(root, 'usr/share/mysql')}`,
    `--character-sets-dir=${join(root, 'usr/share/mysql/charsets')}`,
    `--plugin-dir=${join(root, 'usr/lib/mysql/plugin')}`,
    '--innodb-redo-log-capacity=32M',
  ];
  const initialiser = [...server, '--no-defaults', '--initialize-insecure', ...places];
  return {
    engine: 'mysql',
    version: version.number,
    server,
    serverArguments: [...places, '--secure-file-priv=NULL', '--mysqlx=OFF'],
    initialise: (data) => runUnprivileged([...initialiser, `--datadir=${data}`]),
    firstStatements,
  };
}

/** An account may have two passwords since 8.0.14; an older server would leave half the tests without a subject. */
function keepsTwoPasswords(version: string): boolean {
  return version.localeCompare('8.0.14', 'en', { numeric: true }) >= 0;
}

function firstStatements(password: string): string[] {
  return [`rename user root@localhost to root@'%';`, `alter user root@'%' identified by '${password}';`];
}
