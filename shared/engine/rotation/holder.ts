import { Busy, LoginBlocked, NotHeld, OtherAccount } from './errors.ts';
import type { Policy } from './policy.ts';
import type { SecretId } from './store.ts';
import { type Comparing, type Expected, isSameValue, stagesInOrder } from './stored-values.ts';

const proof = Symbol('proof');

/** A proof that others may act on the account of a secret. Only this file makes it. */
export interface Holder<Value> {
  readonly [proof]: true;
  /** The stored value that opened the service in this invocation. Absent if an operator has named the account. */
  readonly value: Value | undefined;
}

/** The stored values of a secret, as RotationContext has them. */
interface Stored<Value> {
  readonly secret: SecretId;
  readonly policy: Policy;
  readonly current: Value;
  pending(): Promise<Value | undefined>;
  previous(): Promise<Value | undefined>;
  readonly expected: Expected;
  readonly emergency: boolean;
  readonly named: string | undefined;
}

/** The part of SecretType that compares values and accounts. */
interface Kind<Value> extends Comparing<Value> {
  readonly endPrevious?: readonly string[];
  account?(value: Value): string | undefined;
}

/** Returns whether a stored value opens the service. It makes a login of its own, which is over when it returns. */
export type Opens<Value> = (value: Value) => Promise<boolean>;

/**
 * Finds the proof that others need to act on an account: a stored value opens the service, or an operator has named the
 * account. Otherwise, anyone who may write a secret could take the account of somebody else by naming it.
 *
 * Each stored value is tried once, the expected one first. Throws NotHeld, or OtherAccount if an operator has named
 * another account.
 */
export async function findHolder<Value>(
  type: Kind<Value>,
  stored: Stored<Value>,
  opens: Opens<Value>,
): Promise<Holder<Value>> {
  const { secret, current, named } = stored;
  const account = type.account?.(current);
  if (named !== undefined && named === account) return { [proof]: true, value: undefined };
  const tried: Value[] = [];
  for (const as of order(type, stored)) {
    const value = as === 'current' ? current : await stored[as]();
    if (value === undefined || tried.some((one) => isSameValue(type, one, value))) continue;
    if (await isOpened(stored, value, opens)) return { [proof]: true, value };
    tried.push(value);
  }
  throw named === undefined ? new NotHeld(secret, account) : new OtherAccount(secret, account);
}

/**
 * Whether a value opens the service. An emergency does not wait for a free place, since the holder of a leaked value
 * may fill every place.
 */
async function isOpened<Value>(
  { emergency }: Stored<Value>,
  value: Value,
  opens: Opens<Value>,
): Promise<boolean> {
  try {
    return await opens(value);
  } catch (error) {
    if (emergency && (error instanceof Busy || error instanceof LoginBlocked)) return false;
    throw error;
  }
}

/**
 * Returns the stages in the order in which to try them. If only one value is accepted, it is the one that an earlier
 * step has set.
 */
function order<Value>({ endPrevious }: Kind<Value>, { policy, expected }: Stored<Value>) {
  return stagesInOrder(expected, endPrevious?.includes(policy.strategy) ?? false);
}
