import { type FileHandle, open, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Change, Keeper, Restored } from '../documents.ts';
import { syncDirectory, writeDurably } from './durable-file.ts';
import { readLines, writeLine } from './journal-lines.ts';

type Documents = Map<string, Map<string, unknown>>;

/** Slack in bytes. A journal is compacted if it exceeds this plus twice its size after the last compaction. */
const usualSlack = 4 * 1024 * 1024;

/**
 * An append-only file of changes; `settled` resolves after fsync. Changes that arrive while the disk is busy are
 * written together with the next one. After a failed write nothing settles any more, because memory is then ahead of
 * the disk.
 */
export class Journal implements Keeper, AsyncDisposable {
  readonly #path: string;
  readonly #slack: number;
  readonly #documents: Documents;
  #file: FileHandle;
  #size: number;
  #compactAt: number;
  #pending: Change[] = [];
  #tail: Promise<void> = Promise.resolve();
  #waiting = false;

  private constructor(path: string, slack: number, documents: Documents, file: FileHandle, size: number) {
    this.#path = path;
    this.#slack = slack;
    this.#documents = documents;
    this.#file = file;
    this.#size = size;
    this.#compactAt = slack;
  }

  /** Reads the journal, and cuts off a torn end. */
  static async open(path: string, slack = usualSlack): Promise<Journal> {
    await writeFile(path, '', { flag: 'a', mode: 0o600 });
    const { batches, intact } = readLines(await readFile(path));
    const documents: Documents = new Map();
    for (const change of batches.flat()) apply(documents, change);
    const file = await open(path, 'a');
    try {
      await file.truncate(intact);
      await file.sync();
      await syncDirectory(dirname(path));
      return new Journal(path, slack, documents, file, intact);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get restored(): Restored {
    return this.#documents;
  }

  record(change: Change): void {
    apply(this.#documents, change);
    this.#pending.push(change);
  }

  flush(): Promise<void> {
    if (this.#pending.length > 0 && !this.#waiting) {
      this.#waiting = true;
      this.#tail = this.#tail.then(() => this.#flush());
    }
    return this.#tail;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.flush();
    } finally {
      await this.#file.close();
    }
  }

  async #flush(): Promise<void> {
    const line = writeLine(this.#pending);
    this.#pending = [];
    this.#waiting = false;
    await this.#file.appendFile(line);
    await this.#file.datasync();
    this.#size += Buffer.byteLength(line);
    if (this.#size > this.#compactAt) await this.#compact();
  }

  /**
   * Writes the documents as they are now. They may hold changes that are still pending; those are then written twice.
   */
  async #compact(): Promise<void> {
    const changes = [...this.#documents].flatMap(([collection, documents]) =>
      [...documents].map(([key, value]) => ({ collection, key, value })),
    );
    const content = changes.map((change) => writeLine([change])).join('');
    await writeDurably(this.#path, content);
    await this.#file.close();
    this.#file = await open(this.#path, 'a', 0o600);
    this.#size = Buffer.byteLength(content);
    this.#compactAt = 2 * this.#size + this.#slack;
  }
}

function apply(documents: Documents, { collection, key, value }: Change): void {
  const inCollection = documents.get(collection) ?? new Map<string, unknown>();
  documents.set(collection, inCollection);
  if (value === null) inCollection.delete(key);
  else inCollection.set(key, value);
}
