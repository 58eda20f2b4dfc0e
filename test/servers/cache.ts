import { chmod, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isReachable } from './unprivileged.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
const beingMade = new Map<string, Promise<string>>();

/**
 * A folder that is made once and kept for later runs. Whoever makes it works on a folder of its own and
 * renames it at the end, so that two runs at once and a run that was killed leave no half of it.
 */
export function cached(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = beingMade.get(name) ?? findOrMake(name, make);
  beingMade.set(name, folder);
  folder.catch(() => beingMade.delete(name));
  return folder;
}

async function findOrMake(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const root = await cacheRoot();
  const folder = join(root, name);
  if (await exists(folder)) return folder;
  await mkdir(root, { recursive: true });
  const draft = await mkdtemp(`${folder}.`);
  try {
    await chmod(draft, 0o755);
    await make(draft);
    await rename(draft, folder);
  } catch (failure) {
    await rm(draft, { recursive: true, force: true });
    if (!(await exists(folder))) throw failure;
  }
  return folder;
}

/** In the project, unless the servers' account has no way in there. */
export async function cacheRoot(): Promise<string> {
  if (await isReachable(project)) return join(project, '.cache', 'servers');
  return join(tmpdir(), `secret-rotation-functions-${process.getuid?.()}`);
}

export function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
