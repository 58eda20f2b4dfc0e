import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { unzipSync } from 'fflate';

/**
 * Packages unpacked as folders, as the platform unpacks them in `/code`. The folders are deleted when the sandbox ends.
 */
export class Unpacked implements AsyncDisposable {
  readonly #folders = new Map<string, Promise<string>>();
  #root: Promise<string> | undefined;

  /** Returns the folder of a package. Calls `zip` for its bytes only the first time. */
  folderOf(digest: string, zip: () => Uint8Array): Promise<string> {
    const folder = this.#folders.get(digest) ?? this.#unpack(digest, zip());
    this.#folders.set(digest, folder);
    return folder;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#folders.values());
    if (this.#root) await rm(await this.#root, { recursive: true, force: true });
  }

  async #unpack(digest: string, zip: Uint8Array): Promise<string> {
    this.#root ??= mkdtemp(join(tmpdir(), 'sandbox-code-'));
    const folder = join(await this.#root, digest);
    await mkdir(folder, { recursive: true });
    for (const [name, content] of Object.entries(unzipSync(zip))) {
      if (name.endsWith('/')) continue;
      const path = join(folder, within(name));
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    }
    return folder;
  }
}

/** Returns the normalized path of a file. Throws an Error if the path leads outside the folder of the package. */
function within(name: string): string {
  const path = normalize(name);
  if (path.startsWith('..') || path.startsWith('/')) throw new Error(`the package holds the path ${name}`);
  return path;
}
