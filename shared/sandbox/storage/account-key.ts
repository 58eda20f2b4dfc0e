import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { random } from '../../runtime/random.ts';
import { writeDurably } from './durable-file.ts';

const keyBytes = 32;

/**
 * Returns the key of the directory. Creates it if the directory is new. Throws an Error if a directory in use has lost
 * it.
 */
export async function openAccountKey(directory: string): Promise<Buffer> {
  const path = join(directory, 'account.key');
  if (await exists(path)) return readKey(path);
  if (await exists(join(directory, 'journal')))
    throw new Error(`${directory} has a journal but no account.key; without it nothing can be decrypted`);
  const key = random.bytes(keyBytes);
  await writeDurably(path, key);
  return key;
}

async function readKey(path: string): Promise<Buffer> {
  const key = await readFile(path);
  if (key.length !== keyBytes) throw new Error(`${path} does not hold a key of ${keyBytes} bytes`);
  return key;
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );
