import type { Credentials } from '../alibaba/credentials.ts';
import { PolicyMalformed, RotationError } from '../engine/rotation/errors.ts';
import { SecretId, type Store } from '../engine/rotation/store.ts';
import { startDeadline, timeLeft } from '../runtime/deadline.ts';
import type { Environment } from '../runtime/environment.ts';
import { random } from '../runtime/random.ts';
import { systemClock } from '../runtime/system-clock.ts';
import { deliver, Undelivered } from './deliver.ts';
import { readDestination } from './destination.ts';
import { type Digest, selected, total } from './digest.ts';
import { requireEventBridge } from './event-bridge.ts';
import { formOf } from './form.ts';
import { parseKinds } from './kind.ts';

/** The means to notify others, and the listener for a delivery that fails. */
export interface Notifier {
  readonly environment: Environment;
  readonly credentials: Credentials;
  readonly store: Store;
  /** The type of the secrets in the notification. */
  readonly type: string;
  /** A signal that ends all notification when it aborts. */
  readonly closing: AbortSignal;
  /** Receives the reason why no notification was delivered. The reason never holds an address or a key. */
  readonly onDeliveryFailure: (why: string) => void;
}

/** Milliseconds for all of it, from reading the address to the last attempt. */
const longest = 5_000;

/** Notifies others of what was collected. It is called when all is done and recorded, and never throws. */
export async function tell(
  notifier: Notifier,
  digest: Digest,
  rest: Readonly<Record<string, number>> = {},
): Promise<void> {
  try {
    const { kinds } = notifier.environment.events;
    const wanted = selected(digest, parseKinds(kinds));
    if (total(wanted) > 0) await send(notifier, wanted, rest);
  } catch (error) {
    notifier.onDeliveryFailure(why(error));
  }
}

async function send(
  notifier: Notifier,
  digest: Digest,
  rest: Readonly<Record<string, number>>,
): Promise<void> {
  const { environment, credentials, store, type, closing } = notifier;
  const secret = nameOf(environment);
  using deadline = startDeadline(Math.min(longest, timeLeft(closing)), 0);
  const { signal } = deadline;
  const { name, region, webhookHosts: hosts, certificateAuthorities: authorities } = environment;
  const message = {
    digest,
    rest,
    origin: { type, environment: name, region },
    id: random.uuid(),
    at: systemClock.now(),
  };
  const destination = await readDestination(store, secret, signal);
  if (destination.Form === 'eventbridge') requireEventBridge(secret, destination.Url, hosts);
  const form = formOf(destination, message, credentials);
  await deliver(form, { secret, hosts, authorities, signal });
}

function nameOf({ events }: Environment): SecretId {
  const secret = SecretId.safeParse(events.secret);
  if (secret.success) return secret.data;
  throw new PolicyMalformed('this function', ['variable ROTATION_EVENTS_SECRET is not a secret name']);
}

/** Returns why a delivery failed. A foreign error may quote secrets; show only its name. */
function why(error: unknown): string {
  if (error instanceof RotationError || error instanceof Undelivered) return error.message;
  return error instanceof Error ? `a bug: ${error.name}` : 'a bug';
}
