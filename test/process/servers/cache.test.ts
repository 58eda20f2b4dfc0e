import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { type TemporaryDirectory, temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';
import { cached, exists, findOrMake } from '../../support/servers/cache.ts';
import { isRoot, runUnprivileged } from '../../support/servers/unprivileged.ts';

const run = promisify(execFile);

let directory: TemporaryDirectory;
let root: string;

beforeEach(async () => {
  directory = await temporaryDirectory();
  await chmod(directory.path, 0o755);
  root = join(directory.path, 'cache');
});

afterEach(() => directory[Symbol.asyncDispose]());

const left = async () => (await readdir(root)).filter((entry) => !entry.startsWith('rotation-'));
const drafts = async () => {
  const folders = (await readdir(root)).filter((entry) => entry.startsWith('rotation-'));
  return (await Promise.all(folders.map((folder) => readdir(join(root, folder))))).flat();
};
const writing = (text: string) => (folder: string) => writeFile(join(folder, 'content'), text);
const content = (folder: string) => readFile(join(folder, 'content'), 'utf8');

/** Usable is what the account of the servers reads as whole. */
const recipe = (make: (folder: string) => Promise<void>, whole = /./) => ({
  name: 'programs',
  make,
  isUsable: (folder: string) =>
    runUnprivileged(['cat', join(folder, 'content')])
      .then(() => content(folder))
      .then(
        (text) => whole.test(text),
        () => false,
      ),
});

test('a folder is made once, however many ask for it at the same time', async () => {
  let made = 0;
  const name = `test-${process.pid}`;
  const make = async () => {
    made += 1;
  };
  const ask = () => cached({ name, make, isUsable: async () => true });
  const folders = await Promise.all([ask(), ask(), ask()]);
  await run('rm', ['-r', '--', folders[0]]);
  expect(made).toBe(1);
  expect(new Set(folders).size).toBe(1);
});

test('a making that fails leaves nothing under its name, and the next one starts afresh', async () => {
  const failing = async (folder: string) => {
    await writing('half')(folder);
    throw new Error('the disk is full');
  };
  await expect(findOrMake([root], recipe(failing))).rejects.toThrow('the disk is full');
  expect(await left()).toEqual([]);
  expect(await content(await findOrMake([root], recipe(writing('whole'))))).toBe('whole');
});

test('a folder that another run finished first is taken, and the second copy is removed', async () => {
  const overtaken = async (draft: string) => {
    const winner = join(dirname(dirname(draft)), 'programs');
    await mkdir(winner);
    await writing('first')(winner);
    await writing('second')(draft);
  };
  expect(await content(await findOrMake([root], recipe(overtaken)))).toBe('first');
  expect(await left()).toEqual(['programs']);
  expect(await drafts()).toEqual([]);
});

describe('a folder that is in the cache already', () => {
  const folder = () => join(root, 'programs');
  const copied = async (text: string) => {
    await mkdir(folder(), { recursive: true });
    await writing(text)(folder());
  };

  it('is taken as it is', async () => {
    await copied('whole');
    expect(await content(await findOrMake([root], recipe(writing('another'))))).toBe('whole');
  });

  it('is taken where the copy has lost its rights', async () => {
    await copied('whole');
    for (const path of [join(folder(), 'content'), folder(), root])
      await chmod(path, path.endsWith('content') ? 0o600 : 0o700);
    expect(await content(await findOrMake([root], recipe(writing('another'))))).toBe('whole');
  });

  it('is made anew where it was copied in part, and nothing of the first stays', async () => {
    await copied('ha');
    await writeFile(join(folder(), 'more'), '');
    const found = await findOrMake([root], recipe(writing('whole'), /^whole$/));
    expect(await content(found)).toBe('whole');
    expect(await readdir(found)).toEqual(['content']);
    expect(await drafts()).toEqual([]);
  });

  it.runIf(isRoot)('is copied to another cache where the servers have no way in', async () => {
    root = join(directory.path, 'home/project/cache');
    await copied('whole');
    await chmod(join(directory.path, 'home'), 0o700);
    await using open = await temporaryDirectory();
    await chmod(open.path, 0o755);
    const other = join(open.path, 'cache');
    expect(await findOrMake([root, other], recipe(writing('another')))).toBe(join(other, 'programs'));
    expect(await content(join(other, 'programs'))).toBe('whole');
  });

  it('is reached by a path without odd characters, whatever the one of the cache is', async () => {
    root = join(directory.path, `it's "$HOME", \\;é -x`);
    await copied('whole');
    const found = await findOrMake([root], recipe(writing('another')));
    expect(found).toMatch(/^[\w./-]+$/);
    expect(await content(found)).toBe('whole');
  });
});

test('a cache that cannot be written to is read, and what it lacks is made in the next', async () => {
  const other = join(directory.path, 'other');
  // In a file not even root can make a folder.
  await writeFile(join(directory.path, 'file'), '');
  const found = await findOrMake([join(directory.path, 'file/cache'), other], recipe(writing('whole')));
  expect(found).toBe(join(other, 'programs'));
  expect(await exists(found)).toBe(true);
});
