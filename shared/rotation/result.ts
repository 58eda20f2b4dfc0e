import * as z from 'zod';
import type { SecretId, VersionId } from './store.ts';

/** The four steps of the protocol, in their order. */
export const Step = z.enum(['createSecret', 'setSecret', 'testSecret', 'finishSecret']);
export type Step = z.output<typeof Step>;

/** `kept`: an earlier attempt had done it, and what it left was used. */
export type StepOutcome = 'done' | 'kept';

/** How an invocation that did not fail ended. */
export type Outcome =
  | 'rotated'
  | 'step-done'
  /** The previous credential is current again, or a half-done rotation was undone. */
  | 'rolled-back'
  /** The version was promoted by an earlier delivery of the same rotation. */
  | 'already-current'
  /** Another rotation has won; nothing was changed. */
  | 'superseded'
  /** The service or another rotation's lock asked to come back later. */
  | 'postponed'
  /** A timer asked for a secret that failed too often in a row; it waits for the operator. */
  | 'stopped'
  /** The previous credential is accepted no more. */
  | 'retired'
  /** It is taken out of use, and can still be given back. */
  | 'retiring'
  /** It lives on: its grace is not over, or somebody uses it. */
  | 'kept';

export interface StepReport {
  readonly Step: Step;
  readonly Outcome: StepOutcome;
  readonly DurationMs: number;
}

/** What an invocation answers. It never holds a value of a secret. */
export interface Result {
  readonly SecretId: SecretId;
  readonly VersionId: VersionId | undefined;
  readonly Outcome: Outcome;
  readonly Strategy?: string;
  readonly Reason?: string;
  readonly Steps: readonly StepReport[];
  /** Milliseconds in which no stored current value logged in, where the strategy cannot avoid that. */
  readonly WindowMs?: number;
}
