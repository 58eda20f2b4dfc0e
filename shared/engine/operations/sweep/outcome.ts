import type { ErrorCode } from '../../rotation/errors.ts';
import type { Outcome } from '../../rotation/result.ts';
import type { SecretId, VersionId } from '../../rotation/store.ts';

/** A request for the whole fleet of one type. */
export interface SweepRequest {
  readonly operation: 'sweep';
  /** The number of secrets to work on at once. */
  readonly concurrency?: number | undefined;
  /** The number of them on one server. */
  readonly perServer?: number | undefined;
  /** Whether to log in with the stored values of each secret that needs nothing else; once a day for each if absent. */
  readonly verify?: boolean | undefined;
  /** The only secrets to look at; all of the type if absent. */
  readonly secrets?: readonly SecretId[] | undefined;
  /** Whether to report what would be done, and do nothing. */
  readonly dryRun?: boolean | undefined;
  /** Secrets that a sweep had no time for. This invocation handles the first and hands on the others. */
  readonly batch?: Batch | undefined;
}

/** Secrets that are handled one after the other, each in an invocation of its own. */
export type Batch = readonly QueuedSecret[];

export interface QueuedSecret {
  readonly secret: SecretId;
  /** The name of the invocation, which makes a second hand-over harmless. */
  readonly task: string;
}

export type SweepOutcome =
  | Outcome
  | 'failed'
  /** The policy cannot be parsed. */
  | 'malformed'
  /** The time of the rotation went by, and the policy makes the secret wait for the next one. */
  | 'missed'
  /** Another secret of its pair was rotated less than a grace ago. */
  | 'apart'
  /** The secret has no schedule, and nothing to retire. */
  | 'unscheduled'
  | 'deleting'
  /** The secret is tagged for another environment. */
  | 'elsewhere'
  | 'handed-over'
  /** The sweep had no time for the secret; the next sweep finds it again. */
  | 'left'
  | 'would-rotate'
  | 'would-retire'
  | 'would-alert'
  | 'would-verify';

/** The outcome for one secret. It never holds a value of a secret. */
export interface SecretOutcome {
  readonly SecretId: SecretId;
  readonly Outcome: SweepOutcome;
  readonly VersionId?: VersionId;
  readonly Code?: ErrorCode;
  readonly Reason?: string;
}

export interface SweepResult {
  readonly Outcome: 'swept';
  /** The value of the tag `rotation:type`. */
  readonly Type: string;
  readonly DryRun?: true;
  /** The number of secrets with each outcome; each is counted once. */
  readonly Counts: Readonly<Partial<Record<SweepOutcome, number>>>;
  /** The secrets that needed work, or that an operator should know of. */
  readonly Secrets: readonly SecretOutcome[];
}

const uneventful: readonly SweepOutcome[] = [
  'verified',
  'not-due',
  'unscheduled',
  'off',
  'deleting',
  'elsewhere',
];

/** A count of the outcomes of secrets, which keeps only those secrets that a result shows. */
export class Tally {
  readonly #counts: Partial<Record<SweepOutcome, number>> = {};
  readonly #secrets: SecretOutcome[] = [];

  add(all: readonly SecretOutcome[]): void {
    for (const one of all) {
      const { Outcome: outcome } = one;
      this.#counts[outcome] = (this.#counts[outcome] ?? 0) + 1;
      if (!uneventful.includes(outcome)) this.#secrets.push(one);
    }
  }

  result(type: string, dryRun = false): SweepResult {
    return {
      Outcome: 'swept',
      Type: type,
      ...(dryRun ? { DryRun: true } : {}),
      Counts: this.#counts,
      Secrets: this.#secrets,
    };
  }
}
