import type { SecretOutcome } from '../engine/operations/sweep/outcome.ts';
import type { RotationError } from '../engine/rotation/errors.ts';
import type { LifecycleEvent, Listener } from '../engine/rotation/lifecycle.ts';
import type { SecretId } from '../engine/rotation/store.ts';
import { systemClock } from '../runtime/system-clock.ts';
import { type Digest, digestOf, joined } from './digest.ts';
import { failure, type Notice, noticeOf } from './notice.ts';

/** Hears what becomes of secrets during one invocation: of each secret, the last word counts. */
export interface Collector {
  hear(event: LifecycleEvent): void;
  /** A failure, where no event has told of it. */
  failed(secret: SecretId | undefined, error: RotationError): void;
  /** What a sweep says of a secret, where no event has told of it. */
  swept(swept: SecretOutcome): void;
  digest(): Digest;
  /** Somebody else tells all that was heard so far. */
  passedOn(): void;
}

/** What is heard goes to the watch beside the listener there was. */
export function both(emit: Listener, collector: Collector): Listener {
  return (event) => {
    emit(event);
    collector.hear(event);
  };
}

/** `carried` is what was heard in earlier invocations, and is to be told with the rest. */
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
      // The last failure of a row says what went wrong; that it was the last one comes after it.
      keep(secret, notice?.Kind === 'stopped' ? { ...heard.get(secret), ...notice } : notice);
    },
    failed: (secret, error) => keepUnheard(secret, failure(error, now(), secret)),
    swept: ({ SecretId: secret, Outcome, Code: code, Reason: message = '' }) => {
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

/** A rotation in single steps is one that ends with the step which promotes. */
function isLastStep(
  event: LifecycleEvent,
  promoted: ReadonlyMap<SecretId, string>,
): event is LifecycleEvent & { readonly event: 'finished' } {
  return event.event === 'finished' && event.outcome === 'step-done' && promoted.has(event.secret);
}
