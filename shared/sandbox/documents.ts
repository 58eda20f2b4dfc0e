import type * as z from 'zod';
import type { Clock } from '../runtime/clock.ts';

export interface Change {
  readonly collection: string;
  readonly key: string;
  /** `null` deletes. */
  readonly value: unknown;
}

/** Where changes are kept. `record` returns at once; `settled` resolves when all recorded so far are safe. */
export interface Keeper {
  record(change: Change): void;
  settled(): Promise<void>;
}

/** What memory needs of a keeper: nothing. */
export const forgetful: Keeper = { record: () => undefined, settled: async () => undefined };

/** The documents as a keeper restored them: by collection, then by key. */
export type Restored = ReadonlyMap<string, ReadonlyMap<string, unknown>>;

/** How far reads lag behind writes, in milliseconds. */
export type Lag = () => number;

interface Past<Document> {
  readonly before: Document | undefined;
  readonly until: number;
}

/**
 * Immutable documents of one kind, by key. A change is a new document in the place of the old one, so a state that
 * breaks a rule is never seen by anyone.
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

  /** The document as a lagging reader sees it. A document that is new has no past to be seen. */
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
