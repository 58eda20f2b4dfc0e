/** Where in a rotation the service answers with an error: at its n-th login or statement, counted from 0. */
export interface Point {
  readonly at: 'login' | 'statement';
  readonly number: number;
}

/** An error and where it comes; `code` as the service writes it. */
export interface Fault extends Point {
  readonly code: string;
}

/** Of one proxy: what it is to answer, once, and what it has seen since it was told so. */
export class Plan {
  #fault: Fault | undefined;
  #delivered = false;
  #seen = { login: 0, statement: 0 };

  begin(fault?: Fault): void {
    this.#fault = fault;
    this.#delivered = false;
    this.#seen = { login: 0, statement: 0 };
  }

  /** Counts what a client asks; the code where it is to be answered with that. */
  hears(at: Point['at']): string | undefined {
    const number = this.#seen[at];
    this.#seen[at] += 1;
    if (this.#delivered || this.#fault?.at !== at || this.#fault.number !== number) return undefined;
    this.#delivered = true;
    return this.#fault.code;
  }

  get delivered(): boolean {
    return this.#delivered;
  }

  /** Every point that came by. */
  get points(): readonly Point[] {
    return (['login', 'statement'] as const).flatMap((at) =>
      Array.from({ length: this.#seen[at] }, (_, number) => ({ at, number })),
    );
  }
}
