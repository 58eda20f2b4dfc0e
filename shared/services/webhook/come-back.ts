import type { Reply } from './post.ts';

/** An answer after which another attempt may help. */
export class ComeBack extends Error {
  readonly status: number;
  /** Milliseconds to wait before the next attempt. */
  readonly wait: number;

  constructor({ status, retryAfter = 0 }: Reply) {
    super(`come back: ${status}`);
    this.status = status;
    this.wait = retryAfter;
  }
}
