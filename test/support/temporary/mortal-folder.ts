import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { processStat } from './process-stat.ts';

/** A file system in memory. What is left behind there is in the way of everything until it is removed. */
export const memory = '/dev/shm';

/** A process with this variable belongs to the run whose folder it names, and ends with it. */
export const RUN = 'ROTATION_RUN';

/**
 * Outlives whoever started it, however that ended, since it waits for the end of its own input. It is no part of the
 * foreground of a terminal, and has none of the variables by which it finds what is left of the run. Servers are told
 * by the kernel and need a moment to end well; what has not ended after three seconds is killed.
 */
const WATCHER = `
trap '' HUP INT QUIT TERM
mkdir -m "$2" -- "$1" || exit
echo made
exec >/dev/null 2>&1
read -r _
round=0
while [ "$round" -lt 200 ]; do
  left=$(grep -lsF "$3" /proc/[0-9]*/environ)
  [ -n "$left" ] || break
  round=$((round + 1))
  signal=TERM
  [ "$round" -gt 60 ] && signal=KILL
  for path in $left; do
    pid=\${path#/proc/}
    [ "$round" -gt 10 ] && kill -s "$signal" "\${pid%/environ}"
  done
  sleep 0.05
done
round=0
until rm -rf -- "$1" || [ "$round" -gt 100 ]; do
  round=$((round + 1))
  sleep 0.05
done
`;

/**
 * Makes a folder that is removed when this process ends, also by a signal that leaves it no time; before that, every
 * process that has it as its run is ended. `mode` is written as for `chmod`.
 */
export async function makeMortalFolder(parent: string, mode: string): Promise<string> {
  for (const folder of new Set([parent, memory])) await removeAbandoned(folder);
  const { startedAt } = (await processStat(process.pid)) ?? { startedAt: 0 };
  const path = join(parent, `rotation-${process.pid}-${startedAt}-${randomBytes(3).toString('hex')}`);
  const watcher = spawn('sh', ['-c', WATCHER, 'sh', path, mode, `${RUN}=${path}`], {
    cwd: '/',
    detached: true,
    env: { PATH: process.env.PATH },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  watcher.unref();
  const [made, complaint] = await Promise.all([text(watcher.stdout), text(watcher.stderr)]);
  if (made === '') throw new Error(`no folder can be made in ${parent}: ${complaint.trim()}`);
  return path;
}

/** Nobody is left to remove these where the watcher was killed as well. */
async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    const [, pid, startedAt] = /^rotation-(\d+)-(\d+)-[0-9a-f]{6}$/.exec(name) ?? [];
    if (pid === undefined) continue;
    const owner = await processStat(Number(pid));
    if (owner?.startedAt === Number(startedAt)) continue;
    // It may belong to another account.
    await rm(join(parent, name), { recursive: true, force: true }).catch(() => {});
  }
}
