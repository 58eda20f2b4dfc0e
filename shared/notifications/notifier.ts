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

/** What it takes to tell others, and whom to tell that they could not be told. */
export interface Notifier {
  readonly environment: Environment;
  readonly credentials: Credentials;
  readonly store: Store;
  /** Of the secrets that are told of. */
  readonly type: string;
  /** When it aborts, nobody is told any more. */
  readonly closing: AbortSignal;
  /** Hears why nobody was told. It never holds an address or a key. */
  readonly onDeliveryFailure: (why: string) => void;
}

/** Milliseconds for all of it, from reading the address on. */
const longest = 5_000;

/** Tells others what was heard. It is called when all is done and recorded, and never throws. */
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
  throw new PolicyMalformed('this function', ['variable ROTATION_EVENTS_SECRET is no name of a secret']);
}

/** What is not ours may quote whatever it was given: of that, the name has to do. */
function why(error: unknown): string {
  if (error instanceof RotationError || error instanceof Undelivered) return error.message;
  return error instanceof Error ? `a bug: ${error.name}` : 'a bug';
}
