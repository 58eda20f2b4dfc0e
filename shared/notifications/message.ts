import type { Sensitive } from '../runtime/sensitive.ts';
import type { Digest } from './digest.ts';

/** The content of a notification, and its origin. */
export interface Message {
  readonly digest: Digest;
  /** Counts of other secrets in a sweep that need attention, by outcome. */
  readonly rest: Readonly<Record<string, number>>;
  readonly origin: Origin;
  /** The id of every attempt of this message, so that a receiver recognises a repeat. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

interface Origin {
  /** The type of the secrets: the name of the function's folder. */
  readonly type: string;
  readonly environment: string | undefined;
  readonly region: string | undefined;
}

/** The request of one attempt. Each attempt needs a new one, since the signature contains the time. */
interface Request {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A way to write to one kind of receiver. */
export interface Form {
  /** The address as the secret has it. It may hold a token. */
  readonly address: Sensitive;
  /** Whether a receiver recognises a message that arrives twice. */
  readonly repeatable: boolean;
  /** Writes the request of one attempt. `now` is in milliseconds since the epoch. */
  write(now: number): Promise<Request>;
  /** Returns why an answer that looks like success is a failure, or undefined if it is a success. */
  objection(answer: Sensitive): string | undefined;
}
