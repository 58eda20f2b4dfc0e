import { AccountShared } from './errors.ts';
import type { RotationSession } from './rotation-session.ts';
import type { Account } from './service.ts';
import type { SecretId } from './store.ts';
import type { Subject } from './subject.ts';

/** The highest number of other secrets to check: a digest can be forged, and each check costs a login. */
const most = 3;

/**
 * Finds the secrets whose status and value name the account of this one, or the other account of its pair. Makes no
 * login.
 */
export async function findNaming<Value>(
  session: RotationSession<Value>,
  subject: Subject,
): Promise<readonly SecretId[]> {
  return among(session, subject, (value, account) => account.isNamedBy(value));
}

/**
 * Finds the secrets whose stored value is the previous value of this one. To end that value would end their current
 * one.
 */
export async function findHolding<Value>(
  session: RotationSession<Value>,
  subject: Subject,
  previous: Value,
): Promise<readonly SecretId[]> {
  return among(session, subject, async (value) => session.sameValue(value, previous));
}

/**
 * Returns the suggested secrets that fit. An error of another secret or its server is ignored, so that this secret does
 * not suffer from it.
 */
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
      // The other secret could not be checked. This does not count against this one.
    }
  }
  return found;
}

/**
 * Whether the value of another secret opens the account, which only its own login can show. If both values are the
 * same, no login is needed.
 */
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
 * Checks before a new value is made whether another secret holds the same account. Throws AccountShared if a timer
 * asks. Timers hold back both secrets if both values log in, or this one alone if its value does not. An operator gets
 * a report, and the rotation continues.
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
