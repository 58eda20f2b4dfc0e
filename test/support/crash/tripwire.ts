/** `before`: the message is never delivered. `after`: it took effect, but its reply is never delivered. */
type Moment = 'before' | 'after';

/** Where an instance is killed: at the n-th message it sends, counted from 1. */
export interface Point {
  readonly number: number;
  readonly moment: Moment;
}

/**
 * Counts the messages of one instance to all services, and kills it at one of them. From then on nothing passes
 * any more, whatever the dying process still manages to write.
 */
export class Tripwire {
  /** The messages so far, each as the relay described it. */
  readonly messages: string[] = [];
  readonly #point: Point | undefined;
  readonly #kill = new AbortController();

  /** Without a point it only counts. */
  constructor(point?: Point) {
    this.#point = point;
  }

  /** Aborts at the moment of the kill. */
  get killed(): AbortSignal {
    return this.#kill.signal;
  }

  get tripped(): boolean {
    return this.#kill.signal.aborted;
  }

  /** An instance begins to say something. What is said next, on whatever connection, ends the wait for a reply. */
  asks(message: string): void {
    if (this.#awaitsReply) {
      this.#trip();
      return;
    }
    this.messages.push(message);
    if (this.#point?.moment === 'before' && this.messages.length === this.#point.number) this.#trip();
  }

  /** A service answers, or hangs up. */
  answers(): void {
    if (this.#awaitsReply) this.#trip();
  }

  get #awaitsReply(): boolean {
    return this.#point?.moment === 'after' && this.messages.length === this.#point.number;
  }

  #trip(): void {
    this.#kill.abort();
  }
}
