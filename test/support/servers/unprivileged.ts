import { execFile } from 'node:child_process';
import { chown, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** `nobody` and `nogroup`, by the numbers they have on every Debian. */
const NOBODY = 65_534;

export const isRoot = process.getuid?.() === 0;

/**
 * Database servers refuse to run as root. The kernel signals them when this process is gone, however it
 * ended; SIGQUIT makes every engine stop at once and release its shared memory.
 */
export function unprivileged(command: readonly string[]): [string, ...string[]] {
  const account = isRoot ? ['--reuid', `${NOBODY}`, '--regid', `${NOBODY}`, '--clear-groups'] : [];
  return ['setpriv', '--pdeathsig', 'QUIT', ...account, '--', ...command];
}

/** The kernel kills it when this process is gone, however it ended. */
export function mortal(command: readonly string[]): [string, ...string[]] {
  return ['setpriv', '--pdeathsig', 'KILL', '--', ...command];
}

/** Throws with what the program wrote to standard error. */
export async function runUnprivileged(command: readonly string[], input = ''): Promise<void> {
  const [program, ...programArguments] = unprivileged(command);
  const running = run(program, programArguments, { cwd: '/' });
  // A program need not read what it is given, and one that fails reads no further.
  running.child.stdin?.on('error', () => {}).end(input);
  await running;
}

export async function giveAway(path: string): Promise<void> {
  if (isRoot) await chown(path, NOBODY, NOBODY);
}

/** The same of all that lies in it. */
export async function giveAwayAll(path: string): Promise<void> {
  if (isRoot) await run('chown', ['-R', `${NOBODY}:${NOBODY}`, '--', path]);
}

/** Whether the servers' account can reach what lies in this folder. */
export async function isReachable(folder: string): Promise<boolean> {
  if (!isRoot) return true;
  const { mode } = await stat(folder);
  if ((mode & 0o001) === 0) return false;
  return folder === '/' || isReachable(dirname(folder));
}
