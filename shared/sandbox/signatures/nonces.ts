/** Nonces of accepted requests. They are kept as long as their dates would still be accepted. */
export class Nonces {
  readonly #seen = new Map<string, number>();
  #sweepAt = 0;

  /** Adds a nonce. Returns false if it was already present. */
  add(nonce: string, now: number, until: number): boolean {
    if (now >= this.#sweepAt) this.#sweep(now);
    const known = this.#seen.get(nonce);
    if (known !== undefined && known >= now) return false;
    this.#seen.set(nonce, until);
    return true;
  }

  #sweep(now: number): void {
    for (const [nonce, until] of this.#seen) if (until < now) this.#seen.delete(nonce);
    this.#sweepAt = now + 60_000;
  }
}
