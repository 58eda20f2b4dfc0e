import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cached, cacheRoot } from './cache.ts';

let name: string;
let root: string;

beforeEach(async () => {
  name = `test-${randomUUID()}`;
  root = await cacheRoot();
});

afterEach(() => rm(join(root, name), { recursive: true, force: true }));

const left = async () => (await readdir(root)).filter((entry) => entry.startsWith(name));
const writing = (text: string) => (folder: string) => writeFile(join(folder, 'content'), text);
const content = (folder: string) => readFile(join(folder, 'content'), 'utf8');

test('a folder is made once, however many ask for it at the same time', async () => {
  let made = 0;
  const make = async () => {
    made += 1;
  };
  const folders = await Promise.all([cached(name, make), cached(name, make), cached(name, make)]);
  expect(made).toBe(1);
  expect(new Set(folders).size).toBe(1);
});

test('a making that fails leaves nothing, and the next one starts afresh', async () => {
  const failing = async (folder: string) => {
    await writing('half')(folder);
    throw new Error('the disk is full');
  };
  await expect(cached(name, failing)).rejects.toThrow('the disk is full');
  expect(await left()).toEqual([]);
  expect(await content(await cached(name, writing('whole')))).toBe('whole');
});

test('a folder that another run finished first is taken, and the second copy is removed', async () => {
  const overtaken = async (draft: string) => {
    const winner = join(dirname(draft), name);
    await mkdir(winner);
    await writing('first')(winner);
    await writing('second')(draft);
  };
  expect(await content(await cached(name, overtaken))).toBe('first');
  expect(await left()).toEqual([name]);
});
