import { AccountShared, RotationError } from './errors.ts';
import type { Pass } from './pass.ts';
import type { SecretId } from './store.ts';
import type { Subject } from './subject.ts';

/** How many other secrets are looked at: a digest can be forged, and each costs a login. */
const most = 3;

/**
 * Secrets whose stored value opens the account of this one, or the other one of its pair. A digest in their status only
 * suggests them; their own login is what counts.
 */
export async function findSharing<Value>(pass: Pass<Value>, { kept }: Subject): Promise<readonly SecretId[]> {
  const { ports, secret, service } = pass;
  if (kept.place === undefined || !service.sharesAccount || !ports.neighbours) return [];
  const suggested = await ports.neighbours(secret, [kept.place, ...(kept.around ?? [])], ports.signal);
  const found: SecretId[] = [];
  for (const other of suggested.slice(0, most)) if (await opens(pass, other)) found.push(other);
  return found;
}

/** Whatever is amiss with another secret, this one is not to suffer from it. */
async function opens<Value>({ ports, service }: Pass<Value>, other: SecretId): Promise<boolean> {
  const { store, type, signal } = ports;
  try {
    const { value, dataType } = await store.readCurrent(other, signal);
    return (await service.sharesAccount?.(type.parse(other, value, dataType))) ?? false;
  } catch (error) {
    if (error instanceof RotationError) return false;
    throw error;
  }
}

/**
 * Called before a new value is made. Timers hold both secrets back where both values log in; where this one's does not,
 * it alone. An operator is told, and goes on.
 */
export async function guardSharing<Value>(
  pass: Pass<Value>,
  subject: Subject,
  scheduled: boolean,
): Promise<readonly SecretId[]> {
  const { ports, secret } = pass;
  if (ports.emergency) return [];
  const others = await findSharing(pass, subject);
  if (others.length === 0) return [];
  if (scheduled)
    throw new AccountShared(secret, others, 'a rotation of one would end the value of the other');
  ports.emit({ secret, event: 'account-shared', others });
  return others;
}
