/** What an alert came to when it was evaluated. */
export interface Alarm {
  readonly project: string;
  readonly alert: string;
  readonly displayName: string;
  /** Milliseconds since the epoch, by the sandbox's calendar. */
  readonly at: number;
  readonly outcome:
    | {
        readonly kind: 'fired';
        readonly severity: number;
        readonly condition: string;
        readonly count: number;
      }
    /** It could not be evaluated, so that nobody would hear of anything. */
    | { readonly kind: 'broken'; readonly why: string };
}

const kept = 1_000;

/** Alerts that have fired, the newest last. Nothing of them outlives the sandbox. */
export class Alarms {
  #raised: readonly Alarm[] = [];
  readonly #streaks = new Map<string, number>();
  #tell: (alarm: Alarm) => void = () => {};

  get raised(): readonly Alarm[] {
    return this.#raised;
  }

  /** Who hears of each. */
  onRaised(tell: (alarm: Alarm) => void): void {
    this.#tell = tell;
  }

  raise(alarm: Alarm): void {
    this.#raised = [...this.#raised.slice(1 - kept), alarm];
    this.#tell(alarm);
  }

  /** How many times in a row an alert's condition was met, this one included. */
  streak(key: string, met: boolean): number {
    const streak = met ? (this.#streaks.get(key) ?? 0) + 1 : 0;
    this.#streaks.set(key, streak);
    return streak;
  }
}
