import { incorrectAccountStatus } from './refusals.ts';

interface Change {
  /** Milliseconds since the epoch; undefined for a change that is carried out within its call. */
  readonly due: number | undefined;
  apply(): Promise<void>;
  running?: Promise<void>;
}

/**
 * Changes of accounts that are under way, by account. They are in memory, because they may hold a password: a change
 * that is not due yet is lost if the sandbox is killed. If it is stopped, it carries out all of them first.
 */
export class AccountChanges {
  readonly #changes = new Map<string, Change>();

  has(key: string): boolean {
    return this.#changes.has(key);
  }

  /** Carries out a change within its call. Throws a Refusal if the account is being changed already. */
  async run(key: string, apply: () => Promise<void>): Promise<void> {
    this.#add(key, { due: undefined, apply });
    try {
      await apply();
    } finally {
      this.#changes.delete(key);
    }
  }

  /** Adds a change for a later time. Throws a Refusal if the account is being changed already. */
  schedule(key: string, due: number, apply: () => Promise<void>): void {
    this.#add(key, { due, apply });
  }

  /** Resolves after every change that is due by then was carried out. */
  async applyUntil(instant: number): Promise<void> {
    const due = [...this.#changes].filter(([, change]) => change.due !== undefined && change.due <= instant);
    await Promise.all(due.map(([key, change]) => this.#apply(key, change)));
  }

  #add(key: string, change: Change): void {
    if (this.#changes.has(key)) throw incorrectAccountStatus();
    this.#changes.set(key, change);
  }

  /** Carries out a change once. Its caller was answered long ago, so that a failure only reaches the terminal. */
  #apply(key: string, change: Change): Promise<void> {
    change.running ??= change
      .apply()
      .catch((error: unknown) => process.emitWarning(`${key} was not changed: ${messageOf(error)}`))
      .finally(() => this.#changes.delete(key));
    return change.running;
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : 'unknown');
