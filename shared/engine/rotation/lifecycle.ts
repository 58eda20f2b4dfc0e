import type { Aftermath } from './errors.ts';
import type { Ended, Outcome, Step, StepOutcome } from './result.ts';
import type { SecretId, VersionId } from './store.ts';

/** What happens to one secret, in the order it happens; for the log, the operator's terminal and alarms. */
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
  /** A version that logs in is current again, after an older one was made current too late or by somebody's hand. */
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
  /** In an emergency: sessions that were opened before. */
  | { readonly event: 'sessions-ended'; readonly found: number; readonly ended: number }
  /** In an emergency: a value of before was tried. */
  | { readonly event: 'old-value'; readonly version: VersionId; readonly proof: Ended['Proof'] }
  /** Its time to be rotated went by, and its policy wants to hear of it. `due` in milliseconds since the epoch. */
  | { readonly event: 'missed'; readonly due: number }
  /** Other secrets hold the same account, and what this one sets may end their value. */
  | { readonly event: 'account-shared'; readonly others: readonly SecretId[] }
  /** A sweep has tried the current value, and it does not log in. */
  | { readonly event: 'drifted'; readonly version: VersionId | undefined }
  /** Timers leave the secret alone from now on: the one event to raise an alarm for. */
  | { readonly event: 'stopped'; readonly code: string; readonly failures: number }
);

export type Listener = (event: LifecycleEvent) => void;
