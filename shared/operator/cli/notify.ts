import { defaultCredentials } from '../../alibaba/credentials.ts';
import { openStore } from '../../alibaba/secrets/open.ts';
import type { Collector } from '../../notifications/collector.ts';
import { tell } from '../../notifications/notifier.ts';
import type { Environment } from '../../runtime/environment.ts';
import type { Terminal } from './terminal.ts';

/** Sends one notification about all secrets of a command. Sends none if no secret names a receiver. */
export async function tellOthers(
  environment: Environment,
  collector: Collector,
  out: Terminal,
): Promise<void> {
  if (environment.events.secret === undefined) return;
  const credentials = defaultCredentials();
  const store = openStore(environment, credentials);
  const onDeliveryFailure = (why: string) => out.say(`no notification was sent: ${why}`);
  const closing = new AbortController().signal;
  await tell(
    { environment, credentials, store, type: 'rotator', closing, onDeliveryFailure },
    collector.digest(),
  );
}
