import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The variable by which somebody who runs the tests over and over names the folder to keep them in. */
export const compiledIn = 'TEST_COMPILED';

const week = 7 * 24 * 3_600_000;

/**
 * The folder in which vitest keeps the project's files as it has compiled them, so that later runs compile only those that
 * have changed. Each week, and after a change of how they are compiled, it is another one. Those of the last week stay, as
 * another run may have them still. None where `.cache` belongs to somebody else.
 */
export async function compiledFolder(project: string): Promise<string | undefined> {
  const named = process.env[compiledIn];
  if (named !== undefined) return named;
  const options = createHash('sha256').update(await readFile(join(project, 'tsconfig.json')));
  const now = Math.floor(Date.now() / week);
  const name = `${now}-${options.digest('hex').slice(0, 12)}`;
  const folder = join(project, '.cache/compiled', name);
  try {
    await mkdir(folder, { recursive: true });
    if ((await stat(folder)).uid !== process.getuid?.()) return undefined;
    if ((await stat(join(project, '.cache'))).uid !== process.getuid?.()) return undefined;
    for (const other of await readdir(join(folder, '..')))
      if (Number.parseInt(other, 10) < now - 1) await rm(join(folder, '..', other), { recursive: true });
    return folder;
  } catch {
    return undefined;
  }
}
