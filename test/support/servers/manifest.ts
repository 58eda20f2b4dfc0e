import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

const NAME = 'manifest.json';

/** Writes down which files and folders a folder holds, for `isWhole` to compare. */
export async function writeManifest(folder: string): Promise<void> {
  await writeFile(join(folder, NAME), JSON.stringify(await sizes(folder)));
}

/** Whether a folder still holds all it was made with, and nothing else. One that does not say what it was made with is none. */
export async function isWhole(folder: string): Promise<boolean> {
  try {
    const expected = await readFile(join(folder, NAME), 'utf8');
    return expected === JSON.stringify(await sizes(folder));
  } catch {
    return false;
  }
}

/** Nothing for a folder: how large it is itself, the file system decides. */
async function sizeOf(path: string): Promise<number> {
  const found = await stat(path);
  return found.isDirectory() ? 0 : found.size;
}

async function sizes(folder: string): Promise<readonly (readonly [string, number])[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter(({ name }) => name !== NAME)
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
  return Promise.all(paths.map(async (path) => [relative(folder, path), await sizeOf(path)] as const));
}
