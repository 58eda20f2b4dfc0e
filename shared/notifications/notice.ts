import * as z from 'zod';
import { type Aftermath, isPassing } from '../engine/rotation/errors.ts';
import type { LifecycleEvent } from '../engine/rotation/lifecycle.ts';
import type { Outcome } from '../engine/rotation/result.ts';
import { SecretId } from '../engine/rotation/store.ts';
import { cut } from '../runtime/text.ts';
import { exactInstant } from '../runtime/time.ts';
import { Kind } from './kind.ts';

/** The most bytes of a message. */
const longestMessage = 400;

/** All that leaves this process about one secret. None of its fields can hold a value. */
export const Notice = z.object({
  Kind,
  At: z.iso.datetime(),
  /** The secret; absent if a whole sweep has failed. */
  SecretId: SecretId.optional(),
  VersionId: z.string().max(64).optional(),
  Code: z
    .string()
    .regex(/^[a-z-]{1,40}$/)
    .optional(),
  Aftermath: z.enum(['untouched', 'applied', 'unknown']).optional(),
  /** The number of failures in a row. */
  Failures: z.number().int().nonnegative().optional(),
  Message: z.string().max(longestMessage).optional(),
  /** The time at which a missed rotation was due. */
  Due: z.iso.datetime().optional(),
});
export type Notice = z.output<typeof Notice>;

const kinds: { readonly [outcome in Outcome]?: Kind } = {
  rotated: 'rotated',
  'rolled-back': 'rolled-back',
  evicted: 'evicted',
  repaired: 'repaired',
  retired: 'retired',
};

/** Returns the notice of an event; undefined if others get none. `now` is in milliseconds since the epoch. */
export function noticeOf(event: LifecycleEvent, now: number): Notice | undefined {
  const At = exactInstant(now);
  const { secret: SecretId } = event;
  switch (event.event) {
    case 'finished': {
      const kind = kinds[event.outcome];
      const { version: VersionId } = event;
      return kind && { Kind: kind, At, SecretId, ...(VersionId === undefined ? {} : { VersionId }) };
    }
    case 'failed':
      return failure(event, now, SecretId, event.failures);
    case 'stopped':
      return { Kind: 'stopped', At, SecretId, Code: event.code, Failures: event.failures };
    case 'missed':
      return { Kind: 'missed', At, SecretId, Code: 'missed', Due: exactInstant(event.due) };
    case 'drifted':
      return {
        Kind: 'drifted',
        At,
        SecretId,
        ...(event.version === undefined ? {} : { VersionId: event.version }),
      };
    default:
      return undefined;
  }
}

interface Failure {
  readonly code: string;
  readonly message: string;
  readonly aftermath?: Aftermath;
}

/** Returns the notice of a failure; undefined if the failure is over by itself. */
export function failure(
  error: Failure,
  now: number,
  secret: SecretId | undefined,
  failures?: number,
): Notice | undefined {
  if (isPassing(error)) return undefined;
  const { code, aftermath, message } = error;
  return {
    Kind: 'failed',
    At: exactInstant(now),
    ...(secret === undefined ? {} : { SecretId: secret }),
    Code: code,
    ...(aftermath === undefined ? {} : { Aftermath: aftermath }),
    ...(failures === undefined ? {} : { Failures: failures }),
    Message: cut(message, longestMessage),
  };
}
