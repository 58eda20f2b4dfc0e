import type { Sensitive } from '../runtime/sensitive.ts';
import type { Digest } from './digest.ts';

/** What is told, and by whom. */
export interface Message {
  readonly digest: Digest;
  /** Of a sweep: how many other secrets want a look, by what became of them. */
  readonly rest: Readonly<Record<string, number>>;
  readonly origin: Origin;
  /** The same for every attempt, so that a receiver can tell a repeated one. */
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

interface Origin {
  /** Of the secrets: the name of the function's folder. */
  readonly type: string;
  readonly environment: string | undefined;
  readonly region: string | undefined;
}

/** One attempt: its signature holds the time, so that each one is written anew. */
interface Request {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A way to write to one kind of receiver. */
export interface Form {
  /** As the secret has it; it may hold a token. */
  readonly address: Sensitive;
  /** Whether a receiver knows a message that comes twice for the same one. */
  readonly repeatable: boolean;
  /** `now` in milliseconds since the epoch. */
  write(now: number): Promise<Request>;
  /** Why an answer that looks like success is none. */
  objection(answer: Sensitive): string | undefined;
}
