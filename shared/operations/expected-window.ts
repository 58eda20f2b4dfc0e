import type { Pass } from '../rotation/pass.ts';
import type { Subject } from '../rotation/subject.ts';
import { opened } from './check.ts';

/**
 * Milliseconds for which no stored current value would log in: as long as a login for the proof and one call of the
 * secrets API take, which are made here for the measure.
 */
export async function expectWindow<Value>(
  { ports, secret, current }: Pass<Value>,
  subject: Subject,
): Promise<number> {
  const { clock, store, type, signal } = ports;
  const startedAt = clock.now();
  await store.stages(secret, signal);
  await type.check?.(opened(ports, subject, current), current.value, current.version);
  return clock.now() - startedAt;
}
