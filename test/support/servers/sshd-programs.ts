import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cached, exists } from './cache.ts';
import { unpackPackages } from './debian-packages.ts';

const run = promisify(execFile);

/** The server, what newer releases of it are split into, the program that makes keys, and a library of its own. */
const PACKAGES = ['openssh-server', 'openssh-client', 'libwrap0'];

export interface SshdPrograms {
  /** Put before each command, for the programs to find their libraries. */
  readonly env: readonly string[];
  readonly server: string;
  readonly keygen: string;
  /** Lines of the configuration that lead to programs in an unusual place. */
  readonly settings: readonly string[];
}

export async function sshdPrograms(): Promise<SshdPrograms> {
  const installed = await programsBelow('/', ['env']);
  if (installed !== undefined) return installed;
  const root = await cached({
    name: 'openssh',
    make: (folder) => unpackPackages(folder, { packages: PACKAGES, dependencies: false }),
    isUsable: async (folder) => (await unpackedPrograms(folder)) !== undefined,
  });
  const unpacked = await unpackedPrograms(root);
  if (unpacked === undefined) throw new Error(`${root} holds no server that runs`);
  return unpacked;
}

function unpackedPrograms(root: string): Promise<SshdPrograms | undefined> {
  return programsBelow(root, ['env', `LD_LIBRARY_PATH=${join(root, 'usr/lib/x86_64-linux-gnu')}`]);
}

async function programsBelow(root: string, env: readonly string[]): Promise<SshdPrograms | undefined> {
  const server = join(root, 'usr/sbin/sshd');
  const version = await run('env', [...env.slice(1), server, '-V']).then(
    ({ stderr }) => stderr,
    () => '',
  );
  if (!version.startsWith('OpenSSH')) return undefined;
  const parts = { SshdSessionPath: 'sshd-session', SshdAuthPath: 'sshd-auth' };
  const places = Object.entries(parts).map(([setting, name]) => [
    setting,
    join(root, 'usr/lib/openssh', name),
  ]);
  const found = await Promise.all(places.map(([, path]) => exists(path ?? '')));
  const settings = places.filter((_, index) => found[index]).map((place) => place.join(' '));
  return { env, server, keygen: join(root, 'usr/bin/ssh-keygen'), settings };
}
