import type { Reply } from './post.ts';

/** An answer after which another attempt may help. */
export class ComeBack extends Error {
  readonly status: number;
  /** Milliseconds. */
  readonly wait: number;

  constructor({ status, retryAfter = 0 }: Reply) {
    super(`come back: ${status}`);
    this.status = status;
    this.wait = retryAfter;
  }
}
