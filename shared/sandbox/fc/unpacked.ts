import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { unzipSync } from 'fflate';

/** Packages laid out as folders, as the platform lays them out in `/code`; gone when the sandbox is. */
export class Unpacked implements AsyncDisposable {
  readonly #folders = new Map<string, Promise<string>>();
  #root: Promise<string> | undefined;

  /** The folder of a package; its bytes are asked for only the first time. */
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

/** A package writes nothing beside its own folder. */
function within(name: string): string {
  const path = normalize(name);
  if (path.startsWith('..') || path.startsWith('/')) throw new Error(`the package holds the path ${name}`);
  return path;
}
