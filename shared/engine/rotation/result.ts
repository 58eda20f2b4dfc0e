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
  /** Nothing was changed; this is what a rotation would do. */
  | 'planned'
  /** The same, and it would not go through. */
  | 'blocked'
  /** The current value logs in. */
  | 'verified'
  /** It does not, and somebody has to see to it. */
  | 'drifted'
  /** It did not, and the admin has set it again. */
  | 'repaired'
  /** The version was promoted by an earlier delivery of the same rotation. */
  | 'already-current'
  /** Another rotation has won; nothing was changed. */
  | 'superseded'
  /** The service or another rotation's lock asked to come back later, or a previous credential is in its grace. */
  | 'postponed'
  /** An operator asked, and a new rotation would end a previous credential in its grace: nothing was changed. */
  | 'in-grace'
  /** A timer asked, and another secret holds the same account: it waits for the operator. */
  | 'held-back'
  /** A timer asked for a secret that failed too often in a row; it waits for the operator. */
  | 'stopped'
  /** A timer asked for a secret that its policy keeps timers from. */
  | 'off'
  /** A sweep came for a secret that was rotated meanwhile. */
  | 'not-due'
  /** The previous credential is accepted no more. */
  | 'retired'
  /** It is taken out of use, and can still be given back. */
  | 'retiring'
  /** It lives on: its grace is not over, or somebody uses it. */
  | 'kept'
  /** After an emergency: nothing that was accepted before it is accepted now, and that was proven. */
  | 'evicted';

export interface StepReport {
  readonly Step: Step;
  readonly Outcome: StepOutcome;
  readonly DurationMs: number;
}

/** What an emergency has proven of one stored version. */
export interface Ended {
  readonly VersionId: VersionId;
  /** Of the version before the emergency. */
  readonly Stage?: 'current' | 'pending' | 'previous';
  /**
   * `renewed`: another version holds the new value itself. `elsewhere`: it is of another service or account than the
   * secret is now. `nothing-to-try`: it is installed nowhere.
   */
  readonly Proof: 'refused' | 'accepted' | 'untried' | 'renewed' | 'elsewhere' | 'nothing-to-try';
}

/** What an emergency has done and seen, for who has to answer for it. It never holds a value of a secret. */
export interface Evidence {
  readonly AskedBy?: string;
  readonly Reason?: string;
  readonly StartedAt: string;
  readonly FinishedAt: string;
  /** From the start until the last old value was proven ended, in milliseconds. */
  readonly EvictionMs: number;
  readonly Replaced: readonly Ended[];
  /** Absent where the service keeps no sessions, or none can be seen. */
  readonly Sessions?: { readonly Found: number; readonly Ended: number };
  /** What is left to do by hand; empty after `evicted`. */
  readonly Gaps: readonly string[];
  /** What could not be looked for, and nothing points to, each with the right for it. */
  readonly Unchecked?: readonly string[];
}

/** What one stage's value was found to be. */
export interface Check {
  readonly Stage: 'current' | 'pending' | 'previous';
  readonly VersionId: VersionId;
  /**
   * `unfit`: it logs in, but not as an application needs it. `elsewhere`: it is of another service than the current one.
   * `retired`: it was ended, and is not tried. `ended`: the rotation ended it, as its strategy does. `nothing-to-try`: it is installed nowhere.
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
  /** Since when the oldest of them is there. */
  readonly Since?: string;
}

/** What a rotation would do. Values are masked. */
export interface Plan {
  /** In the order in which they would be sent to the service. */
  readonly Statements: readonly string[];
  /** What would be turned down, each with the grant or the action to add. */
  readonly Missing: readonly string[];
  /** Milliseconds for which no stored current value would log in; absent where that cannot be told. */
  readonly WindowMs?: number;
  /** A sentence where they cannot be seen; absent where the service keeps no sessions. */
  readonly CurrentUsers?: readonly User[] | string;
  readonly PreviousUsers?: readonly User[] | string;
  readonly NextDue?: string;
  readonly Notes: readonly string[];
}

/** A previous credential that a new rotation would end before its grace is over. */
export interface InGrace {
  readonly VersionId: VersionId;
  readonly Until: string;
  /** Who is logged in with it; a sentence where that cannot be seen, absent where the service keeps no sessions. */
  readonly Users?: readonly User[] | string;
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
  /** What `plan` has found. */
  readonly Plan?: Plan;
  /** What `verify` has found. */
  readonly Checks?: readonly Check[];
  readonly Evidence?: Evidence;
  /** Why a rotation was not begun. */
  readonly InGrace?: InGrace;
  /** Other secrets that hold the same account, whose value may end. */
  readonly SharedWith?: readonly SecretId[];
}
