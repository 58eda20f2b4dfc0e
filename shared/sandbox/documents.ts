import type * as z from 'zod';
import type { Clock } from '../runtime/clock.ts';

export interface Change {
  readonly collection: string;
  readonly key: string;
  /** The new document. `null` deletes the document. */
  readonly value: unknown;
}

/**
 * An interface that stores changes. `record` returns at once. `settled` resolves after all changes recorded so far are
 * safe.
 */
export interface Keeper {
  record(change: Change): void;
  flush(): Promise<void>;
}

/** A keeper that stores nothing, for a sandbox in memory. */
export const forgetful: Keeper = { record: () => undefined, flush: async () => undefined };

/** Documents that a keeper has restored: by collection, then by key. */
export type Restored = ReadonlyMap<string, ReadonlyMap<string, unknown>>;

/** A function that returns how far reads lag behind writes, in milliseconds. */
export type Lag = () => number;

interface Past<Document> {
  readonly before: Document | undefined;
  readonly until: number;
}

/**
 * Immutable documents of one kind, by key. A change replaces the whole document, so nobody ever sees a state that
 * breaks a rule.
 */
export class Collection<Document> {
  readonly #name: string;
  readonly #keeper: Keeper;
  readonly #clock: Clock;
  readonly #lag: Lag;
  readonly #documents: Map<string, Document>;
  readonly #past = new Map<string, readonly Past<Document>[]>();

  constructor(
    name: string,
    schema: z.ZodType<Document>,
    world: { keeper: Keeper; restored: Restored; clock: Clock; lag: Lag },
  ) {
    this.#name = name;
    this.#keeper = world.keeper;
    this.#clock = world.clock;
    this.#lag = world.lag;
    const restored = [...(world.restored.get(name) ?? [])];
    this.#documents = new Map(restored.map(([key, document]) => [key, schema.parse(document)]));
  }

  get(key: string): Document | undefined {
    return this.#documents.get(key);
  }

  all(): Document[] {
    return [...this.#documents.values()];
  }

  set(key: string, document: Document): void {
    this.#remember(key);
    this.#documents.set(key, document);
    this.#keeper.record({ collection: this.#name, key, value: document });
  }

  delete(key: string): void {
    this.#past.delete(key);
    this.#documents.delete(key);
    this.#keeper.record({ collection: this.#name, key, value: null });
  }

  /**
   * Returns the document that a lagging reader sees. A new document has no earlier state, so the reader sees the
   * document itself.
   */
  glimpse(key: string): Document | undefined {
    const now = this.#clock.now();
    const seen = this.#past.get(key)?.find(({ until }) => until > now)?.before;
    return seen ?? this.#documents.get(key);
  }

  #remember(key: string): void {
    const now = this.#clock.now();
    const kept = (this.#past.get(key) ?? []).filter(({ until }) => until > now);
    const before = this.#documents.get(key);
    const lag = this.#lag();
    if (lag > 0 && before !== undefined) this.#past.set(key, [...kept, { before, until: now + lag }]);
    else if (kept.length > 0) this.#past.set(key, kept);
    else this.#past.delete(key);
  }
}
