import type { Aftermath } from './errors.ts';
import type { Ended, Outcome, Step, StepOutcome } from './result.ts';
import type { SecretId, VersionId } from './store.ts';

/** The events of one secret, in the order in which they happen, for the log, the operator's terminal and alarms. */
export type LifecycleEvent = { readonly secret: SecretId } & (
  | { readonly event: 'service-opened'; readonly strategy: string; readonly reason: string }
  | { readonly event: 'step-started'; readonly step: Step; readonly version: VersionId }
  | {
      readonly event: 'step-finished';
      readonly step: Step;
      readonly version: VersionId;
      readonly outcome: StepOutcome;
      readonly durationMs: number;
    }
  | { readonly event: 'promoted'; readonly version: VersionId; readonly from: VersionId }
  /** A version that logs in is current again, after an older one was made current too late or by hand. */
  | { readonly event: 'healed'; readonly version: VersionId; readonly from: VersionId }
  | { readonly event: 'status-not-recorded'; readonly code: string }
  | { readonly event: 'finished'; readonly outcome: Outcome; readonly version: VersionId | undefined }
  | {
      readonly event: 'failed';
      readonly code: string;
      readonly aftermath: Aftermath;
      readonly message: string;
      readonly failures: number;
    }
  /** The sessions from before an emergency, which it has found and ended. */
  | { readonly event: 'sessions-ended'; readonly found: number; readonly ended: number }
  /** An emergency has tried a value from before it. */
  | { readonly event: 'old-value'; readonly version: VersionId; readonly proof: Ended['Proof'] }
  /** The time of a rotation has passed, and the policy asks for a report. `due` is in milliseconds since the epoch. */
  | { readonly event: 'missed'; readonly due: number }
  /** Other secrets hold the same account. A new value of this secret may end their value. */
  | { readonly event: 'account-shared'; readonly others: readonly SecretId[] }
  /** A sweep has tried the current value, and it does not log in. */
  | { readonly event: 'drifted'; readonly version: VersionId | undefined }
  /** Timers leave the secret alone from now on. This is the one event to raise an alarm for. */
  | { readonly event: 'stopped'; readonly code: string; readonly failures: number }
);

export type Listener = (event: LifecycleEvent) => void;
