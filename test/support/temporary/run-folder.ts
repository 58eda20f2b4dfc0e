import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { availableMemory } from 'node:process';
import { isReachable } from '../servers/unprivileged.ts';
import { makeMortalFolder, memory, RUN } from './mortal-folder.ts';

let folder: Promise<string> | undefined;

/**
 * The folder in which a run makes everything that is to go with it: a demo, or `vitest` with all its workers. The
 * first process that asks makes it; those that it starts use the same, also by way of `os.tmpdir()`.
 */
export function runFolder(): Promise<string> {
  folder ??= inheritOrMake();
  return folder;
}

async function inheritOrMake(): Promise<string> {
  // Servers have another account, and must read what is written for them; what is private says so.
  process.umask(0o022);
  const inherited = process.env[RUN];
  if (inherited !== undefined && (await isWritable(inherited))) return inherited;
  const path = await makeMortalFolder(await place(), '1777');
  process.env[RUN] = path;
  process.env.TMPDIR = path;
  return path;
}

/** The path of a socket has room for 107 bytes, of which those inside a server's directory take 65. */
const LONGEST = 42;

/** Bytes: several times what all servers of a run have written at their most. */
const roomy = 8 * 2 ** 30;

/**
 * In memory where there is plenty of it, as to make a database there takes a seventh of the time, unless somebody has said
 * where temporary files belong. The system's own folder stands in for one that servers cannot enter, whose name is too
 * long for sockets, or means something to a shell, a loader or the configuration of a server.
 */
async function place(): Promise<string> {
  if (!isSaid() && (await isRoomy(memory)) && (await isFit(memory))) return memory;
  for (const parent of [tmpdir(), '/tmp', '/var/tmp']) if (await isFit(parent)) return parent;
  throw new Error(`neither ${tmpdir()} nor /tmp is a folder in which servers can have theirs`);
}

/** Whether one of those variables is set that `os.tmpdir()` obeys. */
function isSaid(): boolean {
  const { TMPDIR, TMP, TEMP } = process.env;
  return Boolean(TMPDIR || TMP || TEMP);
}

/** Whether servers can have their folders there. */
export async function isFit(folder: string): Promise<boolean> {
  const isShort = folder.length <= LONGEST && isPlain(folder);
  return isShort && (await isWritable(folder)) && (await isReachable(folder));
}

/** Whether the folder, and what there is of memory, has room for all that a run may write. */
export async function isRoomy(folder: string): Promise<boolean> {
  if (availableMemory() < roomy) return false;
  return statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize >= roomy,
    () => false,
  );
}

/** Whether a path means itself wherever it is written. */
export function isPlain(path: string): boolean {
  return /^[\w./@+-]+$/.test(path);
}

export function isWritable(path: string): Promise<boolean> {
  return access(path, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
}
