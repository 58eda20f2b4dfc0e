import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cached, exists } from './cache.ts';

const run = promisify(execFile);

const programIn = (folder: string) => join(folder, 'node_modules/node/bin/node');

/** Returns the program of another Node.js, by its major version. It is installed from npm once, and kept. */
export async function nodeOf(major: number): Promise<string> {
  const folder = await cached({
    name: `node-${major}`,
    make: async (empty) => {
      await run('npm', [
        'install',
        '--prefix',
        empty,
        '--no-save',
        '--no-audit',
        '--no-fund',
        `node@${major}`,
      ]);
    },
    isUsable: (made) => exists(programIn(made)),
  });
  return programIn(folder);
}
