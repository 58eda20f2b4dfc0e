import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cached } from './cache.ts';
import { giveAway } from './unprivileged.ts';

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
  const template = await cached(`${release}-data`, async (folder) => {
    await giveAway(folder);
    await initialise(join(folder, 'data'));
  });
  await run('cp', ['--archive', '--sparse=always', join(template, 'data'), directory]);
  return join(directory, 'data');
}
