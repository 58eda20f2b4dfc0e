import { chmod, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { random } from '../../runtime/random.ts';
import { forgetful, type Keeper, type Restored } from '../documents.ts';
import { openAccountKey } from './account-key.ts';
import { openAuditFile } from './audit-file.ts';
import { lockDirectory } from './directory-lock.ts';
import { Journal } from './journal.ts';

/** The place where a sandbox keeps its state. */
export interface Storage extends AsyncDisposable {
  readonly accountKey: Buffer;
  readonly keeper: Keeper;
  readonly restored: Restored;
  writeAudit(line: string): void;
}

export async function openStorage(directory: string | undefined): Promise<Storage> {
  return directory === undefined ? openMemory() : openDirectory(directory);
}

function openMemory(): Storage {
  return {
    accountKey: random.bytes(32),
    keeper: forgetful,
    restored: new Map(),
    writeAudit: () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/**
 * Opens `account.key`, `journal` and `audit.jsonl`, which only their owner can read. Throws an Error if the directory
 * is in use.
 */
async function openDirectory(directory: string): Promise<Storage> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await refuseForeign(directory);
  await chmod(directory, 0o700);
  const open: AsyncDisposable[] = [];
  try {
    open.push(await lockDirectory(directory));
    const accountKey = await openAccountKey(directory);
    const journal = await Journal.open(join(directory, 'journal'));
    open.push(journal);
    const audit = openAuditFile(join(directory, 'audit.jsonl'));
    open.push(audit);
    return {
      accountKey,
      keeper: journal,
      restored: journal.restored,
      writeAudit: audit.write,
      [Symbol.asyncDispose]: () => closeAll(open),
    };
  } catch (error) {
    await closeAll(open);
    throw error;
  }
}

/** Closes everything, the last opened first. A failure keeps nothing else open. */
async function closeAll(open: readonly AsyncDisposable[]): Promise<void> {
  const [first, ...others] = open;
  try {
    if (others.length > 0) await closeAll(others);
  } finally {
    await first?.[Symbol.asyncDispose]();
  }
}

/**
 * Throws an Error if the directory holds other files. A mistake must not turn a home directory into a sandbox and
 * change its permissions.
 */
async function refuseForeign(directory: string): Promise<void> {
  const names = await readdir(directory);
  const foreign = names.find((name) => !/^(lock\..*|account\.key.*|journal.*|audit\.jsonl)$/.test(name));
  if (foreign !== undefined)
    throw new Error(`${directory} holds ${foreign}, which is no sandbox's; use an empty directory`);
}
