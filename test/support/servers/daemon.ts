import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { processStat } from '../temporary/process-stat.ts';
import { mortal, unprivileged } from './unprivileged.ts';

const PAUSE = 25;

export interface DaemonSpecification {
  readonly command: readonly string[];
  /** Takes what the server writes to its output. */
  readonly logFile: string;
  /** What the log says once the server accepts logins. */
  readonly ready: RegExp;
  readonly stopSignal: NodeJS.Signals;
  /** Milliseconds after which one that neither logs nor works is given up; a busy machine may take its time. */
  readonly patience?: number;
  /** For a server that lets people log in to this machine, which it can only as root. */
  readonly privileged?: true;
}

export interface Daemon {
  readonly pid: number;
  /** With its own signal where none is given. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Returns when the server accepts logins; throws with the end of its log if it ends before. */
export async function startDaemon(specification: DaemonSpecification): Promise<Daemon> {
  const harness = specification.privileged ? mortal : unprivileged;
  const [program, ...programArguments] = harness(specification.command);
  const log = await open(specification.logFile, 'a', 0o644);
  const { size } = await log.stat();
  const child = spawn(program, programArguments, { cwd: '/', stdio: ['ignore', log.fd, log.fd] });
  await once(child, 'spawn');
  await log.close();
  child.unref();
  await untilReady(child, specification, size);
  const { pid } = child;
  if (pid === undefined) throw new Error(`${program} has no process`);
  return { pid, stop: (signal = specification.stopSignal) => stop(child, signal) };
}

/** `before`: how much the log of an earlier process had said. */
async function untilReady(
  child: ChildProcess,
  { logFile, ready, patience = 60_000 }: DaemonSpecification,
  before: number,
): Promise<void> {
  let progress = '';
  for (let idle = 0; idle < patience; idle += PAUSE) {
    const ended = hasEnded(child);
    const log = (await readFile(logFile)).subarray(before).toString('utf8');
    if (ready.test(log)) return;
    if (ended) throw new Error(`the server ended before it was ready:\n${log.slice(-2_000)}`);
    const seen = `${log.length} ${(await processStat(child.pid ?? 0))?.worked}`;
    if (seen !== progress) idle = 0;
    progress = seen;
    await sleep(PAUSE);
  }
  await stop(child, 'SIGKILL');
  throw new Error(`the server neither works nor becomes ready; its log is ${logFile}`);
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  const patience = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(patience);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
