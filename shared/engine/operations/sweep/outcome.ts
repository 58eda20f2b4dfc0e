import type { ErrorCode } from '../../rotation/errors.ts';
import type { Outcome } from '../../rotation/result.ts';
import type { SecretId, VersionId } from '../../rotation/store.ts';

/** What a sweep asks of the whole fleet of one type. */
export interface SweepRequest {
  readonly operation: 'sweep';
  /** How many secrets are worked on at once. */
  readonly concurrency?: number | undefined;
  /** How many of them on one server. */
  readonly perServer?: number | undefined;
  /**
   * Whether to log in with what is stored of every secret that nothing else is to be done for; once a day of each
   * where nothing is said.
   */
  readonly verify?: boolean | undefined;
  /** The only secrets to be looked at; all of the type where absent. */
  readonly secrets?: readonly SecretId[] | undefined;
  /** Says what would be done, and does nothing. */
  readonly dryRun?: boolean | undefined;
  /** Handed over by a sweep that had no time for them: the first is looked after, the others are handed on. */
  readonly batch?: Batch | undefined;
}

/** Secrets that are looked after one after the other, each in an invocation of its own. */
export type Batch = readonly QueuedSecret[];

export interface QueuedSecret {
  readonly secret: SecretId;
  /** Names the invocation, so that handing over once more is harmless. */
  readonly task: string;
}

export type SweepOutcome =
  | Outcome
  | 'failed'
  /** Its policy cannot be understood. */
  | 'malformed'
  /** Its time went by, and its policy has it wait for the next one. */
  | 'missed'
  /** Another secret of its pair was rotated less than a grace ago. */
  | 'apart'
  /** It has no schedule, and nothing to retire. */
  | 'unscheduled'
  | 'deleting'
  /** It is tagged for another environment. */
  | 'elsewhere'
  | 'handed-over'
  /** There was no time for it; the next sweep finds it again. */
  | 'left'
  | 'would-rotate'
  | 'would-retire'
  | 'would-alert'
  | 'would-verify';

/** What became of one secret. It never holds a value of a secret. */
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
  /** How many secrets ended how; each is counted once. */
  readonly Counts: Readonly<Partial<Record<SweepOutcome, number>>>;
  /** Those of them that something was to be done for, or that an operator should know of. */
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

/** Counts what became of secrets, and keeps those alone that a result shows. */
export class Tally {
  readonly #counts: Partial<Record<SweepOutcome, number>> = {};
  readonly #secrets: SecretOutcome[] = [];

  add(all: readonly SecretOutcome[]): void {
    for (const swept of all) {
      const { Outcome: outcome } = swept;
      this.#counts[outcome] = (this.#counts[outcome] ?? 0) + 1;
      if (!uneventful.includes(outcome)) this.#secrets.push(swept);
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
