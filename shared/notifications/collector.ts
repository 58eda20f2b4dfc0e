import type { SecretOutcome } from '../engine/operations/sweep/outcome.ts';
import type { RotationError } from '../engine/rotation/errors.ts';
import type { LifecycleEvent, Listener } from '../engine/rotation/lifecycle.ts';
import type { SecretId } from '../engine/rotation/store.ts';
import { systemClock } from '../runtime/system-clock.ts';
import { type Digest, digestOf, joined } from './digest.ts';
import { failure, type Notice, noticeOf } from './notice.ts';

/** A collector of notices during one invocation. The last notice about each secret counts. */
export interface Collector {
  hear(event: LifecycleEvent): void;
  /** Adds a failure that no event has reported. */
  failed(secret: SecretId | undefined, error: RotationError): void;
  /** Adds what a sweep says of a secret, if no event has reported it. */
  outcome(outcome: SecretOutcome): void;
  digest(): Digest;
  /** Drops all notices so far, since another invocation sends them. */
  passedOn(): void;
}

/** Returns a listener that passes each event to `emit`, and then to the collector. */
export function both(emit: Listener, collector: Collector): Listener {
  return (event) => {
    emit(event);
    collector.hear(event);
  };
}

/** Starts a collector. `carried` holds the notices of earlier invocations, which are sent with the rest. */
export function startCollector(carried: Digest = digestOf([]), { now } = systemClock): Collector {
  let before = carried;
  const heard = new Map<SecretId | undefined, Notice>();
  const told = new Set<SecretId | undefined>();
  const promoted = new Map<SecretId, string>();
  const keep = (secret: SecretId | undefined, notice: Notice | undefined) => {
    if (notice) heard.set(secret, notice);
  };
  const keepUnheard = (secret: SecretId | undefined, notice: Notice | undefined) => {
    if (!heard.has(secret) && !told.has(secret)) keep(secret, notice);
  };
  return {
    hear: (event) => {
      const { secret } = event;
      if (event.event === 'promoted') promoted.set(secret, event.version);
      const asWhole = isLastStep(event, promoted) ? { ...event, outcome: 'rotated' as const } : event;
      const notice = noticeOf(asWhole, now());
      // The last failure says what went wrong. The event `stopped` comes after it, and says only that it was the last.
      keep(secret, notice?.Kind === 'stopped' ? { ...heard.get(secret), ...notice } : notice);
    },
    failed: (secret, error) => keepUnheard(secret, failure(error, now(), secret)),
    outcome: ({ SecretId: secret, Outcome, Code: code, Reason: message = '' }) => {
      if (Outcome === 'failed' && code) keepUnheard(secret, failure({ code, message }, now(), secret));
    },
    digest: () => joined(before, digestOf([...heard.values()])),
    passedOn: () => {
      before = digestOf([]);
      for (const secret of heard.keys()) told.add(secret);
      heard.clear();
    },
  };
}

/** Whether an event ends a rotation in single steps: it does if its step has promoted. */
function isLastStep(
  event: LifecycleEvent,
  promoted: ReadonlyMap<SecretId, string>,
): event is LifecycleEvent & { readonly event: 'finished' } {
  return event.event === 'finished' && event.outcome === 'step-done' && promoted.has(event.secret);
}
