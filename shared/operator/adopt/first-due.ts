import { isDue, nextDue } from '../../engine/operations/due.ts';
import { RotationError } from '../../engine/rotation/errors.ts';
import { parsePolicy } from '../../engine/rotation/policy.ts';
import { isStopped, lastSuccess } from '../../engine/rotation/status.ts';
import type { Description } from '../../engine/rotation/store.ts';
import { instant } from '../../runtime/time.ts';

/** The first time from now on at which timers rotate a secret. */
export interface FirstDue {
  /** Milliseconds since the epoch; absent if timers do not rotate it. */
  readonly at?: number;
  /** Whether the next sweep rotates it. */
  readonly isNow: boolean;
  /** All of this in words. */
  readonly text: string;
}

const never = (text: string): FirstDue => ({ isNow: false, text });

/** Returns when timers rotate a secret by its tags, which may be those of a draft. */
export function firstDue({ secret, tags, createTime }: Description, now: number): FirstDue {
  const byHand = `rotator rotate ${secret} does it now`;
  if (tags['rotation:type'] === undefined)
    return never('nothing rotates it from now on; rotator adopt takes it again');
  try {
    const policy = parsePolicy(secret, tags);
    if (!policy.auto) return never(`timers leave it alone; ${byHand}`);
    if (isStopped(policy.status)) return never(`timers leave it alone after its failures; ${byHand}`);
    const due = nextDue(secret, policy, lastSuccess(policy.status, now) ?? createTime ?? now, now);
    if (due === undefined) return never(`no schedule; ${byHand}`);
    const { at } = due;
    if (isDue(due, now)) return { at, isNow: true, text: 'the next sweep rotates it' };
    return { at, isNow: false, text: `first due ${instant(at)}; ${byHand}` };
  } catch (error) {
    if (error instanceof RotationError) return never(`timers leave it alone: ${error.message}`);
    throw error;
  }
}
