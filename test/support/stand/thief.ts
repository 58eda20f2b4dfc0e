import { exhaustive } from './exhaustive.ts';

/** A session of a thief, on whatever engine. */
export interface Foothold {
  query(statement: string): Promise<unknown>;
  /** Resolves when the session is over, whoever has ended it. */
  readonly gone: Promise<void>;
  end(): Promise<void>;
}

/** Milliseconds until he tries anew. */
const pause = exhaustive ? 5 : 20;

/** Who holds a leaked value and does all that it lets him do, again as often as he is thrown out. */
export class Thief implements AsyncDisposable {
  readonly #logIn: () => Promise<Foothold>;
  readonly #sessions: Promise<void>[] = [];
  readonly #open = new Set<Foothold>();
  #isOver = false;
  /** When he was last let in, by the clock of this process. */
  lastLogin = 0;

  constructor(logIn: () => Promise<Foothold>) {
    this.#logIn = logIn;
  }

  /** Resolves once the statements have gone through for the first time. */
  async hold(...statements: string[]): Promise<void> {
    await new Promise<void>((begun) => {
      this.#sessions.push(this.#goOn(statements, begun));
    });
  }

  async #goOn(statements: readonly string[], begun: () => void): Promise<void> {
    while (!this.#isOver) {
      try {
        const session = await this.#enter();
        try {
          for (const statement of statements) await session.query(statement);
          begun();
        } finally {
          // Also where it is ended while it still waits for a lock.
          await session.gone;
          this.#open.delete(session);
        }
      } catch {
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  /** Goes on with a statement, in one session, until he is thrown out. What the server answers does not matter. */
  async repeat(statement: (turn: number) => string): Promise<void> {
    const session = await this.#enter();
    let isGone = false;
    const over = session.gone.then(() => {
      isGone = true;
      this.#open.delete(session);
    });
    const goOn = async () => {
      for (let turn = 0; !this.#isOver && !isGone; turn += 1)
        await Promise.race([session.query(statement(turn)).catch(() => {}), over]);
    };
    this.#sessions.push(goOn());
    await session.query('select 1');
  }

  async #enter(): Promise<Foothold> {
    const session = await this.#logIn();
    this.lastLogin = Date.now();
    this.#open.add(session);
    return session;
  }

  get isIn(): number {
    return this.#open.size;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    for (const session of this.#open) await session.end().catch(() => {});
    await Promise.all(this.#sessions);
  }
}
