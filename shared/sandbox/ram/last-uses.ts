/**
 * Times at which each key signed accepted requests, as far back as a lagging reader may look. Instants are
 * milliseconds.
 */
export class LastUses {
  readonly #uses = new Map<string, readonly number[]>();

  record(accessKeyId: string, now: number, lag: number): void {
    const second = now - (now % 1000);
    const known = this.#uses.get(accessKeyId) ?? [];
    const old = known.filter((use) => use <= now - lag);
    const recent = known.filter((use) => use > now - lag && use !== second);
    this.#uses.set(accessKeyId, [...old.slice(-1), ...recent, second]);
  }

  /** Returns the last use that was not later than the instant. */
  before(accessKeyId: string, instant: number): number | undefined {
    return this.#uses.get(accessKeyId)?.findLast((use) => use <= instant);
  }

  forget(accessKeyId: string): void {
    this.#uses.delete(accessKeyId);
  }
}
