import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { systemClock } from '../../runtime/system-clock.ts';

interface Program {
  readonly command: readonly string[];
  readonly folder: string;
  /** All that it sees of its surroundings. */
  readonly variables: Readonly<Record<string, string>>;
  /** MB. */
  readonly memorySize: number;
}

/** How often its memory is looked at, in milliseconds. */
const look = 50;

/** A process that functions run in. It ends by itself, or is ended with a reason. */
export class InstanceProcess implements AsyncDisposable {
  readonly child: ChildProcess;
  /** Resolves, with the reason, when there is no process any more. */
  readonly ended: Promise<string>;
  readonly #gone = new AbortController();
  readonly #listeners = new Set<(line: string) => void>();
  readonly #memorySize: number;
  #reason = 'Process exited unexpectedly before completing request';

  constructor({ command, folder, variables, memorySize }: Program) {
    this.#memorySize = memorySize;
    // One stream for both outputs, so that lines stay in the order in which they were written.
    this.child = spawn('/bin/sh', ['-c', 'exec "$@" 2>&1', 'sh', ...command], {
      cwd: folder,
      env: variables,
      stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
    });
    // Whoever is killed before it has read its input closes it.
    this.child.stdin?.once('error', () => undefined);
    this.ended = new Promise((resolve) => {
      this.child.once('error', ({ message }) => resolve(message));
      this.child.once('close', () => resolve(this.#reason));
    });
    this.ended.then(() => this.#gone.abort());
    if (this.child.stdout)
      createInterface(this.child.stdout).on('line', (line) => {
        for (const listener of this.#listeners) listener(line);
      });
    this.#watchMemory();
  }

  get gone(): boolean {
    return this.#gone.signal.aborted;
  }

  /** Is told each line it prints, until the answer is called. */
  onLine(listener: (line: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The first reason is the one that counts: what follows of it is no other. */
  end(reason: string): void {
    if (this.gone || this.child.killed) return;
    this.#reason = reason;
    this.child.kill('SIGKILL');
  }

  /** The most it has held so far, in MB; nothing where the system does not tell. */
  get peakMemory(): number | undefined {
    return this.#memory('VmHWM');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.end('The instance was ended');
    await this.ended;
  }

  /** What the platform does not let a function have, it does not have here: looked at often, not enforced by the system. */
  async #watchMemory(): Promise<void> {
    while (!this.gone) {
      const held = this.#memory('VmRSS');
      if (held !== undefined && held > this.#memorySize)
        this.end(
          `Process exited unexpectedly before completing request (memory limit of ${this.#memorySize} MB)`,
        );
      await systemClock.sleep(look, this.#gone.signal).catch(() => undefined);
    }
  }

  #memory(what: 'VmHWM' | 'VmRSS'): number | undefined {
    try {
      const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
      const [, kilobytes] = new RegExp(`^${what}:\\s+(\\d+) kB$`, 'm').exec(status) ?? [];
      return kilobytes === undefined ? undefined : Number(kilobytes) / 1_024;
    } catch {
      return undefined;
    }
  }
}
