import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { systemClock } from '../../runtime/system-clock.ts';

interface Program {
  readonly command: readonly string[];
  readonly folder: string;
  /** All environment variables that the process sees. */
  readonly variables: Readonly<Record<string, string>>;
  /** Memory limit in MB. */
  readonly memorySize: number;
}

/** Milliseconds between two checks of the process's memory. */
const look = 50;

/** A process that functions run in. It ends by itself, or `end` kills it with a reason. */
export class InstanceProcess implements AsyncDisposable {
  readonly child: ChildProcess;
  /** Resolves with the reason after the process has ended. */
  readonly ended: Promise<string>;
  readonly #gone = new AbortController();
  readonly #listeners = new Set<(line: string) => void>();
  readonly #memorySize: number;
  #reason = 'Process exited unexpectedly before completing request';

  constructor({ command, folder, variables, memorySize }: Program) {
    this.#memorySize = memorySize;
    // Both outputs share one stream, so that lines keep the order in which they were written.
    this.child = spawn('/bin/sh', ['-c', 'exec "$@" 2>&1', 'sh', ...command], {
      cwd: folder,
      env: variables,
      stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
    });
    // A process that is killed before it has read its input closes the input. The resulting error is ignored.
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

  /** Calls the listener with each printed line, until the returned function is called. */
  onLine(listener: (line: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Kills the process. Only the first reason counts, because later ones are consequences of it. */
  end(reason: string): void {
    if (this.gone || this.child.killed) return;
    this.#reason = reason;
    this.child.kill('SIGKILL');
  }

  /** Returns the peak memory so far in MB, or undefined if the system does not report it. */
  get peakMemory(): number | undefined {
    return this.#memory('VmHWM');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.end('The instance was ended');
    await this.ended;
  }

  /**
   * Ends the process if it uses more memory than the platform allows. This is a frequent check; the system does not
   * enforce the limit.
   */
  async #watchMemory(): Promise<void> {
    while (!this.gone) {
      const used = this.#memory('VmRSS');
      if (used !== undefined && used > this.#memorySize)
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
