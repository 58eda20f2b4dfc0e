import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { Journal } from '../../../shared/sandbox/storage/journal.ts';
import { callsTo, create, put, stagesOf } from '../../support/sandbox/calls.ts';
import { contentsOf, temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';

const journalIn = (directory: string) => join(directory, 'journal');

async function withSecret(directory: string) {
  await using sandbox = await startSandbox({ data: directory });
  await create(callsTo(sandbox), 'app');
  return sandbox;
}

async function versionsIn(directory: string) {
  await using sandbox = await startSandbox({ data: directory });
  return await stagesOf(callsTo(sandbox), 'app');
}

describe('a directory', () => {
  it('keeps the account, its key pair and every secret over a restart', async () => {
    await using directory = await temporaryDirectory();
    const first = await withSecret(directory.path);
    await using second = await startSandbox({ data: directory.path });
    const { accountId, accessKeyId, accessKeySecret, regionId } = second;
    expect({ accountId, accessKeyId, accessKeySecret, regionId }).toEqual({
      accountId: first.accountId,
      accessKeyId: first.accessKeyId,
      accessKeySecret: first.accessKeySecret,
      regionId: first.regionId,
    });
    expect(await callsTo(second)('GetSecretValue', { SecretName: 'app' })).toMatchObject({
      SecretData: 'value of v1',
    });
  });

  it('is for its owner alone', async () => {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, 'new');
    await mkdir(path, { mode: 0o755 });
    await withSecret(path);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    for (const name of (await contentsOf(path)).keys())
      expect((await stat(join(path, name))).mode & 0o777, name).toBe(0o600);
  });

  it('loses nothing but a torn last line, whatever it ends in', async () => {
    await using directory = await temporaryDirectory();
    await withSecret(directory.path);
    const intact = await readFile(journalIn(directory.path));
    for (const tail of ['x', '0123 [{"coll', `${'0'.repeat(32)} []\n`, '\0\0\0\0\n']) {
      await appendFile(journalIn(directory.path), tail);
      expect(await versionsIn(directory.path)).toEqual({ v1: ['ACSCurrent'] });
      expect(await readFile(journalIn(directory.path))).toEqual(intact);
    }
  });

  it('is cut at any byte of its last change and is then as it was before', async () => {
    await using directory = await temporaryDirectory();
    await withSecret(directory.path);
    const before = (await stat(journalIn(directory.path))).size;
    {
      await using sandbox = await startSandbox({ data: directory.path });
      await put(callsTo(sandbox), 'app', 'v2');
    }
    const content = await readFile(journalIn(directory.path));
    for (let size = before; size < content.length; size += 97) {
      await truncate(journalIn(directory.path), size);
      expect(await versionsIn(directory.path)).toEqual({ v1: ['ACSCurrent'] });
      await writeFile(journalIn(directory.path), content);
    }
    expect(await versionsIn(directory.path)).toEqual({ v1: ['ACSPrevious'], v2: ['ACSCurrent'] });
  });

  it('that is damaged before its end is refused, and not cut', async () => {
    await using directory = await temporaryDirectory();
    await withSecret(directory.path);
    const content = await readFile(journalIn(directory.path));
    content[60] = (content[60] ?? 0) ^ 1;
    await writeFile(journalIn(directory.path), content);
    await expect(startSandbox({ data: directory.path })).rejects.toThrow('damaged at byte 0');
    expect(await readFile(journalIn(directory.path))).toEqual(content);
    expect([...(await contentsOf(directory.path)).keys()].filter((name) => name.startsWith('lock'))).toEqual(
      [],
    );
  });

  it('whose key is lost is refused, and gets no new one', async () => {
    await using directory = await temporaryDirectory();
    await withSecret(directory.path);
    await rm(join(directory.path, 'account.key'));
    await expect(startSandbox({ data: directory.path })).rejects.toThrow('no account.key');
  });

  it('of another region is refused', async () => {
    await using directory = await temporaryDirectory();
    await withSecret(directory.path);
    await expect(startSandbox({ data: directory.path, regionId: 'eu-central-1' })).rejects.toThrow(
      'of region cn-hangzhou',
    );
  });

  it('that holds something else is refused and keeps its permissions', async () => {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, 'home');
    await mkdir(path, { mode: 0o755 });
    await writeFile(join(path, 'letter.txt'), 'dear');
    await expect(startSandbox({ data: path })).rejects.toThrow('letter.txt');
    expect((await stat(path)).mode & 0o777).toBe(0o755);
  });
});

describe('the audit file', () => {
  it('holds one whole record a line, also after a line was torn', async () => {
    await using directory = await temporaryDirectory();
    await withSecret(directory.path);
    await appendFile(join(directory.path, 'audit.jsonl'), '{"eventId":"torn');
    await versionsIn(directory.path);
    const lines = (await readFile(join(directory.path, 'audit.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).eventName)).toEqual(['CreateSecret', 'ListSecretVersionIds']);
  });
});

describe('the lock of a directory', () => {
  it('keeps a second sandbox out until the first has ended', async () => {
    await using directory = await temporaryDirectory();
    const first = await startSandbox({ data: directory.path });
    await expect(startSandbox({ data: directory.path })).rejects.toThrow(`in use by process ${process.pid}`);
    await Promise.all([first[Symbol.asyncDispose](), first[Symbol.asyncDispose]()]);
    await using second = await startSandbox({ data: directory.path });
    expect(second.accountId).toBe(first.accountId);
  });

  it('lets at most one of several in that start at once', async () => {
    await using directory = await temporaryDirectory();
    const started = await Promise.allSettled(
      Array.from({ length: 8 }, () => startSandbox({ data: directory.path })),
    );
    const running = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    expect(running.length).toBeLessThanOrEqual(1);
    for (const sandbox of running) await sandbox[Symbol.asyncDispose]();
    await using last = await startSandbox({ data: directory.path });
    expect(last.endpoint).toMatch(/^http:/);
  });

  it('of a process that is gone, or whose number another has now, is taken over', async () => {
    await using directory = await temporaryDirectory();
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    await writeFile(join(directory.path, `lock.${child.pid}.1.abc`), '');
    await writeFile(join(directory.path, `lock.${process.pid}.1.abc`), '');
    await using sandbox = await startSandbox({ data: directory.path });
    expect(sandbox.endpoint).toMatch(/^http:/);
    const locks = [...(await contentsOf(directory.path)).keys()].filter((name) => name.startsWith('lock'));
    expect(locks).toHaveLength(1);
  });
});

describe('the journal', () => {
  const change = (key: string, value: unknown) => ({ collection: 'c', key, value });

  it('is compacted when it has grown, and says the same after', async () => {
    await using directory = await temporaryDirectory();
    const path = journalIn(directory.path);
    {
      await using journal = await Journal.open(path, 2_000);
      for (let number = 0; number < 300; number += 1) {
        journal.record(change(`k${number % 5}`, { number, text: 'x'.repeat(50) }));
        if (number % 3 === 0) await journal.flush();
      }
      journal.record(change('k0', null));
      await journal.flush();
      expect((await stat(path)).size).toBeLessThan(6_000);
    }
    await using journal = await Journal.open(path);
    expect([...(journal.restored.get('c') ?? [])].map(([key, value]) => [key, Object(value).number])).toEqual(
      [
        ['k1', 296],
        ['k2', 297],
        ['k3', 298],
        ['k4', 299],
      ],
    );
  });

  it('writes together what comes while the disk is busy, and settles nobody too early', async () => {
    await using directory = await temporaryDirectory();
    const path = journalIn(directory.path);
    await using journal = await Journal.open(path);
    await Promise.all(
      Array.from({ length: 200 }, async (_, number) => {
        journal.record(change(`k${number}`, number));
        await journal.flush();
        expect(await readFile(path, 'utf8')).toContain(`"k${number}"`);
      }),
    );
    expect((await readFile(path, 'utf8')).split('\n').length).toBeLessThan(10);
  });

  it('settles nothing any more after a write has failed', async () => {
    await using directory = await temporaryDirectory();
    const journal = await Journal.open(journalIn(directory.path));
    journal.record(change('a', 1n));
    await expect(journal.flush()).rejects.toThrow('BigInt');
    journal.record(change('b', 1));
    await expect(journal.flush()).rejects.toThrow('BigInt');
    await expect(journal[Symbol.asyncDispose]()).rejects.toThrow('BigInt');
  });
});
