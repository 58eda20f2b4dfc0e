/** The nonces of accepted requests, kept as long as their dates would still be accepted. */
export class Nonces {
  readonly #seen = new Map<string, number>();
  #sweepAt = 0;

  /** False when the nonce was there already. */
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
