import * as z from 'zod';
import type { SecretId, VersionId } from './store.ts';

/** The four steps of the protocol, in their order. */
export const Step = z.enum(['createSecret', 'setSecret', 'testSecret', 'finishSecret']);
export type Step = z.output<typeof Step>;

/** The outcome of one step. `kept` means that an earlier attempt did the step, and that its result was used. */
export type StepOutcome = 'done' | 'kept';

/** The outcome of an invocation that did not fail. */
export type Outcome =
  | 'rotated'
  | 'step-done'
  /** The previous credential is current again, or a half-done rotation was undone. */
  | 'rolled-back'
  /** A plan shows what a rotation would do; nothing was changed. */
  | 'planned'
  /** A plan shows that a rotation would fail; nothing was changed. */
  | 'blocked'
  /** The current value logs in. */
  | 'verified'
  /** The current value does not log in; somebody has to act. */
  | 'drifted'
  /** The current value did not log in, and the admin has set it again. */
  | 'repaired'
  /** An earlier delivery of the same rotation has promoted the version. */
  | 'already-current'
  /** Another rotation has won; nothing was changed. */
  | 'superseded'
  /** The service or the lock of another rotation asks for a later try, or a previous credential is in its grace. */
  | 'postponed'
  /** An operator asked for a rotation that would end a previous credential in its grace; nothing was changed. */
  | 'in-grace'
  /** A timer asked, but another secret holds the same account; the rotation waits for the operator. */
  | 'held-back'
  /** A timer asked for a secret that failed too often in a row; the secret waits for the operator. */
  | 'stopped'
  /** A timer asked for a secret whose policy turns timers off. */
  | 'off'
  /** A sweep came for a secret that was rotated meanwhile. */
  | 'not-due'
  /** The service no longer accepts the previous credential. */
  | 'retired'
  /** The previous credential is taken out of use, and can still be given back. */
  | 'retiring'
  /** The previous credential lives on: its grace is not over, or somebody uses it. */
  | 'kept'
  /** An emergency has ended everything that was accepted before it, and has proven that. */
  | 'evicted';

export interface StepReport {
  readonly Step: Step;
  readonly Outcome: StepOutcome;
  readonly DurationMs: number;
}

/** The proof that an emergency has for one stored version. */
export interface Ended {
  readonly VersionId: VersionId;
  /** The stage of the version before the emergency. */
  readonly Stage?: 'current' | 'pending' | 'previous';
  /**
   * The kind of proof. `renewed`: another version holds the new value itself. `elsewhere`: the version belongs to
   * another service or account than the secret does now. `nothing-to-try`: the value is installed nowhere.
   */
  readonly Proof: 'refused' | 'accepted' | 'untried' | 'renewed' | 'elsewhere' | 'nothing-to-try';
}

/**
 * The record of what an emergency has done and seen, for the people who are responsible. It never holds a value of a
 * secret.
 */
export interface Evidence {
  readonly AskedBy?: string;
  readonly Reason?: string;
  readonly StartedAt: string;
  readonly FinishedAt: string;
  /** Milliseconds from the start until the last old value was proven to be ended. */
  readonly EvictionMs: number;
  readonly Replaced: readonly Ended[];
  /** The sessions that were found and ended. Absent if the service keeps no sessions, or if none can be seen. */
  readonly Sessions?: { readonly Found: number; readonly Ended: number };
  /** Work that is left to do by hand; empty after `evicted`. */
  readonly Gaps: readonly string[];
  /** Remains that could not be looked for, each with the right for it. Nothing points to any of them. */
  readonly Unchecked?: readonly string[];
}

/** The state in which the value of one stage was found. */
export interface Check {
  readonly Stage: 'current' | 'pending' | 'previous';
  readonly VersionId: VersionId;
  /**
   * The state of the value. `unfit`: it logs in, but not as an application needs it. `elsewhere`: it belongs to another
   * service than the current one. `retired`: it was ended, and is not tried. `ended`: the rotation ended it, as its
   * strategy does. `nothing-to-try`: it is installed nowhere.
   */
  readonly State:
    | 'accepted'
    | 'refused'
    | 'unfit'
    | 'elsewhere'
    | 'malformed'
    | 'retired'
    | 'ended'
    | 'nothing-to-try';
  readonly Detail?: string;
}

/** Sessions of one account from one place. */
export interface User {
  readonly Account: string;
  readonly From?: string;
  readonly Sessions: number;
  /** The time at which the oldest of them began. */
  readonly Since?: string;
}

/** The effects that a rotation would have. Values are masked. */
export interface Plan {
  /** The statements, in the order in which the service would receive them. */
  readonly Statements: readonly string[];
  /** Statements that the service would reject, each with the grant or the action to add. */
  readonly Missing: readonly string[];
  /** Milliseconds for which no stored current value would log in; absent if that is unknown. */
  readonly WindowMs?: number;
  /** The users of the current value, or a sentence if they cannot be seen. Absent if the service keeps no sessions. */
  readonly CurrentUsers?: readonly User[] | string;
  readonly PreviousUsers?: readonly User[] | string;
  readonly NextDue?: string;
  /** Present if the current value does not log in, but a rotation would fix that. */
  readonly CurrentRefused?: true;
  readonly Notes: readonly string[];
}

/** A previous credential that a new rotation would end before its grace is over. */
export interface InGrace {
  readonly VersionId: VersionId;
  readonly Until: string;
  /**
   * The users that are logged in with it, or a sentence if they cannot be seen. Absent if the service keeps no
   * sessions.
   */
  readonly Users?: readonly User[] | string;
}

/** The result of an invocation. It never holds a value of a secret. */
export interface Result {
  readonly SecretId: SecretId;
  readonly VersionId: VersionId | undefined;
  readonly Outcome: Outcome;
  readonly Strategy?: string;
  readonly Reason?: string;
  /** The code of the failure that keeps a planned rotation from beginning. */
  readonly Code?: string;
  readonly Steps: readonly StepReport[];
  /** Milliseconds for which no stored current value logged in, if the strategy cannot avoid that. */
  readonly WindowMs?: number;
  /** The findings of `plan`. */
  readonly Plan?: Plan;
  /** The findings of `verify`. */
  readonly Checks?: readonly Check[];
  readonly Evidence?: Evidence;
  /** The previous credential in its grace, which is why no rotation began. */
  readonly InGrace?: InGrace;
  /** Other secrets that hold the same account. Their value may end. */
  readonly SharedWith?: readonly SecretId[];
}
