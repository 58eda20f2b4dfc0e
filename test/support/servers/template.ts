import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cached } from './cache.ts';
import { isWhole, writeManifest } from './manifest.ts';
import { makeOwnDirectory } from './private-directory.ts';
import { giveAway, giveAwayAll } from './unprivileged.ts';

const run = promisify(execFile);

/**
 * Gives the directory a copy of freshly initialised databases. Initialising takes seconds and is done once
 * for each release; `initialise` is given the path at which it is to make them.
 */
export async function copyTemplate(
  release: string,
  initialise: (data: string) => Promise<void>,
  directory: string,
): Promise<string> {
  const template = await cached({
    name: `${release}-template`,
    make: (folder) => makeTemplate(folder, initialise),
    isUsable: isWhole,
  });
  return copyData(template, directory);
}

async function makeTemplate(folder: string, initialise: (data: string) => Promise<void>): Promise<void> {
  const workshop = await makeOwnDirectory();
  await giveAway(workshop);
  await initialise(join(workshop, 'data'));
  await copyFiles(join(workshop, 'data'), folder);
  await run('chmod', ['-R', 'a+rX', folder]);
  await writeManifest(folder);
  await rm(workshop, { recursive: true });
}

/** Whoever owns the template and whatever became of its rights: the copy is the server's alone. */
export async function copyData(template: string, directory: string): Promise<string> {
  await copyFiles(join(template, 'data'), directory);
  const data = join(directory, 'data');
  await run('chmod', ['-R', 'u=rwX,go=', data]);
  await giveAwayAll(data);
  return data;
}

async function copyFiles(from: string, into: string): Promise<void> {
  await run('cp', ['-R', '--sparse=always', '--', from, into]);
}
