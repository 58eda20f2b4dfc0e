import { mkdir, rm, rmdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type TemporaryDirectory, temporaryDirectory } from '../../support/sandbox/temporary-directory.ts';
import { isWhole, writeManifest } from '../../support/servers/manifest.ts';

let directory: TemporaryDirectory;
const within = (name: string) => join(directory.path, name);

beforeEach(async () => {
  directory = await temporaryDirectory();
  await mkdir(within('data/empty'), { recursive: true });
  await writeFile(within('data/table'), 'a row');
  await writeManifest(directory.path);
});
afterEach(() => directory[Symbol.asyncDispose]());

it('knows a folder that is as it was made', async () => {
  expect(await isWhole(directory.path)).toBe(true);
});

it.each([
  ['lacks a file', () => rm(within('data/table'))],
  ['lacks an empty folder', () => rmdir(within('data/empty'))],
  ['has half of a file', () => truncate(within('data/table'), 2)],
  ['has a file too many', () => writeFile(within('data/lock'), '')],
  ['lacks the list of its files', () => rm(within('manifest.json'))],
  ['is gone', () => rm(directory.path, { recursive: true })],
])('does not take for whole one that %s', async (_, damage) => {
  await damage();
  expect(await isWhole(directory.path)).toBe(false);
});
