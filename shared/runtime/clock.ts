/** The source of time. It is injected so that a test can control it. */
export interface Clock {
  /** Returns the milliseconds since the epoch. */
  now(): number;
  /** Waits. Rejects if the signal aborts. */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}
