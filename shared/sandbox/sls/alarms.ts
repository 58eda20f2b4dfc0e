/** The outcome of one evaluation of an alert. */
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
    /** An alert that could not be evaluated, so that nobody would receive any notification. */
    | { readonly kind: 'broken'; readonly why: string };
}

const kept = 1_000;

/** Alerts that have fired, the newest last. They are lost when the sandbox ends. */
export class Alarms {
  #raised: readonly Alarm[] = [];
  readonly #streaks = new Map<string, number>();
  #tell: (alarm: Alarm) => void = () => {};

  get raised(): readonly Alarm[] {
    return this.#raised;
  }

  /** Sets the function that receives each alarm. */
  onRaised(tell: (alarm: Alarm) => void): void {
    this.#tell = tell;
  }

  raise(alarm: Alarm): void {
    this.#raised = [...this.#raised.slice(1 - kept), alarm];
    this.#tell(alarm);
  }

  /** Returns how many times in a row an alert's condition was met, including this time. */
  streak(key: string, met: boolean): number {
    const streak = met ? (this.#streaks.get(key) ?? 0) + 1 : 0;
    this.#streaks.set(key, streak);
    return streak;
  }
}
