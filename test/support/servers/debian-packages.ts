import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeOwnDirectory } from './private-directory.ts';

const run = promisify(execFile);
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const SOURCES = '/etc/apt/sources.list';

interface Selection {
  /** The suite to take them from, on the mirror the system uses; the system's own sources without it. */
  readonly suite?: string;
  readonly packages: readonly string[];
  /** Whether everything they depend on comes along, down to the C library. */
  readonly dependencies: boolean;
}

/** Downloads packages and unpacks them into one folder. Nothing is installed: the system stays as it is. */
export async function unpackPackages(folder: string, selection: Selection): Promise<void> {
  const apt = await makeOwnDirectory();
  const archives = join(apt, 'archives');
  for (const name of ['lists/partial', 'archives/partial']) await mkdir(join(apt, name), { recursive: true });
  const settings = await aptSettings(apt, selection.suite);
  const aptGet = (...words: string[]) => run('apt-get', [...settings, ...words], { cwd: archives });
  await aptGet('update');
  if (selection.dependencies)
    await aptGet('install', '--yes', '--download-only', '--no-install-recommends', ...selection.packages);
  if (!selection.dependencies) await aptGet('download', ...selection.packages);
  for (const archive of (await readdir(archives)).filter((name) => name.endsWith('.deb')))
    await run('dpkg', ['--extract', join(archives, archive), folder]);
  await rm(apt, { recursive: true });
}

/** An apt of its own, that believes nothing is installed and needs no rights. */
async function aptSettings(apt: string, suite: string | undefined): Promise<string[]> {
  const status = join(apt, 'status');
  await writeFile(status, '');
  const settings = [
    `Dir::State::Lists=${join(apt, 'lists')}`,
    `Dir::State::status=${status}`,
    `Dir::Cache=${apt}`,
    'Debug::NoLocking=1',
    'APT::Sandbox::User=root',
  ];
  if (suite !== undefined) {
    const list = join(apt, 'sources.list');
    await writeFile(list, `deb [signed-by=${KEYRING}] ${await mirror()} ${suite} main\n`);
    settings.push(`Dir::Etc::SourceList=${list}`, 'Dir::Etc::SourceParts=/dev/null');
  }
  return settings.flatMap((setting) => ['-o', setting]);
}

/** The first address in the system's sources, of either format, that ends like a Debian mirror's. */
async function mirror(): Promise<string> {
  const parts = (await readdir(`${SOURCES}.d`)).filter((name) => /\.(list|sources)$/.test(name));
  for (const path of [SOURCES, ...parts.map((name) => join(`${SOURCES}.d`, name))]) {
    const text = await readFile(path, 'utf8').catch(() => '');
    const found = /^(?:URIs:|deb(?:\s+\[.*?\])?)\s+(\S+\/debian\/?)(?:\s|$)/m.exec(text);
    if (found?.[1] !== undefined) return found[1];
  }
  throw new Error(`${SOURCES} and what lies beside it name no mirror of Debian`);
}
