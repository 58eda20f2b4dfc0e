import { logstoreKey } from './logstore.ts';

/** What Function Compute writes of one line that a function printed. */
export interface LogLine {
  /** Milliseconds since the epoch, by the sandbox's calendar. */
  readonly time: number;
  readonly fields: Readonly<Record<string, string>>;
}

/** The oldest give way. */
const kept = 10_000;

/** The lines of every logstore, in memory alone: after a restart there are none. */
export class LogLines {
  readonly #lines = new Map<string, LogLine[]>();

  add(project: string, logstore: string, line: LogLine): void {
    const key = logstoreKey(project, logstore);
    const lines = this.#lines.get(key) ?? [];
    lines.push(line);
    this.#lines.set(key, lines.length > 2 * kept ? lines.slice(-kept) : lines);
  }

  /** From the first instant up to, and without, the second. */
  between(project: string, logstore: string, from: number, to: number): LogLine[] {
    const lines = this.#lines.get(logstoreKey(project, logstore)) ?? [];
    return lines.slice(-kept).filter(({ time }) => time >= from && time < to);
  }

  drop(project: string, logstore: string): void {
    this.#lines.delete(logstoreKey(project, logstore));
  }
}
