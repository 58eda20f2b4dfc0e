import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes a whole file. The new file appears at once, or the old one stays. After the return, the new file also survives
 * a power failure.
 */
export async function writeDurably(path: string, content: string | Buffer): Promise<void> {
  const temporary = `${path}.next`;
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncDirectory(dirname(path));
}

/** Forces a directory to the disk. Without this, a power failure can undo the creation or the renaming of a file. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
