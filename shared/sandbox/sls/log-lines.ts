import { logstoreKey } from './logstore.ts';

/** The entry that Function Compute writes for one line that a function has printed. */
export interface LogLine {
  /** Milliseconds since the epoch, by the sandbox's calendar. */
  readonly time: number;
  readonly fields: Readonly<Record<string, string>>;
}

/** Maximum number of lines of a logstore. The oldest lines are dropped. */
const kept = 10_000;

/** The lines of every logstore. They are in memory alone, and a restart loses them. */
export class LogLines {
  readonly #lines = new Map<string, LogLine[]>();

  add(project: string, logstore: string, line: LogLine): void {
    const key = logstoreKey(project, logstore);
    const lines = this.#lines.get(key) ?? [];
    lines.push(line);
    this.#lines.set(key, lines.length > 2 * kept ? lines.slice(-kept) : lines);
  }

  /** Returns the lines from the first instant up to, but not including, the second. */
  between(project: string, logstore: string, from: number, to: number): LogLine[] {
    const lines = this.#lines.get(logstoreKey(project, logstore)) ?? [];
    return lines.slice(-kept).filter(({ time }) => time >= from && time < to);
  }

  drop(project: string, logstore: string): void {
    this.#lines.delete(logstoreKey(project, logstore));
  }
}
