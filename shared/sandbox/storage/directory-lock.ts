import { readFileSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { random } from '../../runtime/random.ts';

const shape = /^lock\.(\d+)\.(\d+)\.\w+$/;

/**
 * Keeps other sandboxes out of a directory. Every contender creates a file of its own before it looks at the others'
 * files, so of two at least one sees the other. A file whose process has ended is removed.
 */
export async function lockDirectory(directory: string): Promise<AsyncDisposable> {
  const own = `lock.${process.pid}.${startOf(process.pid) ?? 0}.${random.text(8)}`;
  const release = () => rm(join(directory, own), { force: true });
  await writeFile(join(directory, own), '', { flag: 'wx', mode: 0o600 });
  for (const name of await readdir(directory)) {
    const [, pid, start] = shape.exec(name) ?? [];
    if (pid === undefined || start === undefined || name === own) continue;
    if (!isAlive(Number(pid), Number(start))) {
      await rm(join(directory, name), { force: true });
      continue;
    }
    await release();
    throw new Error(`${directory} is in use by process ${pid}; stop it, or use another directory`);
  }
  return { [Symbol.asyncDispose]: release };
}

/**
 * Returns whether a process still runs. The system uses process ids again, so the start of the process is compared too,
 * if it is known.
 */
function isAlive(pid: number, start: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  const actual = startOf(pid);
  return actual === undefined ? true : actual === start;
}

/**
 * Returns clock ticks since the boot, or undefined if the system does not report them. Returns 0 for a zombie process.
 */
function startOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? 0 : Number(fields[18]);
  } catch {
    return undefined;
  }
}
