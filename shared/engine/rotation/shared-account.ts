import { AccountShared } from './errors.ts';
import type { RotationSession } from './rotation-session.ts';
import type { Account } from './service.ts';
import type { SecretId } from './store.ts';
import type { Subject } from './subject.ts';

/** How many other secrets are looked at: a digest can be forged, and each costs a login. */
const most = 3;

/** Secrets whose status and value name the account of this one, or the other one of its pair. Nothing is tried. */
export async function findNaming<Value>(
  session: RotationSession<Value>,
  subject: Subject,
): Promise<readonly SecretId[]> {
  return among(session, subject, (value, account) => account.isNamedBy(value));
}

/** Secrets whose stored value is the previous one of this: whoever ends it would end their current one. */
export async function findHolding<Value>(
  session: RotationSession<Value>,
  subject: Subject,
  previous: Value,
): Promise<readonly SecretId[]> {
  return among(session, subject, async (value) => session.sameValue(value, previous));
}

/** Whatever is amiss with another secret, or with its server, this one is not to suffer from it. */
async function among<Value>(
  { ports: { neighbours, store, type, signal }, secret, service: { account } }: RotationSession<Value>,
  { kept }: Subject,
  fits: (value: Value, account: Account<Value>) => Promise<boolean>,
): Promise<readonly SecretId[]> {
  if (kept.places === undefined || !account || !neighbours) return [];
  const suggested = await neighbours(secret, kept.places, signal);
  const found: SecretId[] = [];
  for (const other of suggested.slice(0, most)) {
    try {
      const { value, dataType } = await store.readCurrent(other, signal);
      if (await fits(type.parse(other, value, dataType), account)) found.push(other);
    } catch {
      // It could not be told, and is not held against this one.
    }
  }
  return found;
}

/** Their own login is what counts. Where two values are the same, nothing has to be tried. */
async function opens<Value>(
  session: RotationSession<Value>,
  value: Value,
  account: Account<Value>,
): Promise<boolean> {
  const { ports } = session;
  if (!(await account.isNamedBy(value))) return false;
  const isHere = ports.type.differences(session.current.value, value, session.policy).length === 0;
  if (isHere && session.isCurrent(value)) return true;
  using soon = ports.soon?.();
  return account.isOpenedBy(value, soon?.signal ?? ports.signal);
}

/**
 * Called before a new value is made. Timers hold both secrets back where both values log in; where this one's does not,
 * it alone. An operator is told, and goes on.
 */
export async function guardSharing<Value>(
  session: RotationSession<Value>,
  subject: Subject,
  scheduled: boolean,
): Promise<readonly SecretId[]> {
  const { ports, secret } = session;
  if (ports.emergency) return [];
  if (scheduled) {
    const others = await among(session, subject, (value, account) => opens(session, value, account));
    if (others.length > 0) throw new AccountShared(secret, others);
    return [];
  }
  const others = await findNaming(session, subject);
  if (others.length > 0) ports.emit({ secret, event: 'account-shared', others });
  return others;
}
