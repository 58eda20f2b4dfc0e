import { Busy, LoginBlocked, NotHeld, OtherAccount } from './errors.ts';
import type { Policy } from './policy.ts';
import type { SecretId } from './store.ts';
import { type Comparing, type Expected, isSameValue, stagesInOrder } from './stored-values.ts';

const proof = Symbol('proof');

/** Shows that somebody may be helped with the account of a secret. It is made here alone. */
export interface Holder<Value> {
  readonly [proof]: true;
  /** The stored value that opened the service in this invocation; absent where an operator has named the account. */
  readonly value: Value | undefined;
}

/** What is stored of a secret, as Access has it. */
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

/** What tells values and accounts apart, as SecretType has it. */
interface Kind<Value> extends Comparing<Value> {
  readonly endPrevious?: readonly string[];
  account?(value: Value): string | undefined;
}

/** Whether a stored value opens the service, by a login of its own that is over by then. */
export type Opens<Value> = (value: Value) => Promise<boolean>;

/**
 * Who may act on accounts of others does so only for an account of which a stored value opens the service, or that an
 * operator has named: else whoever may write a secret would get the account of somebody else by naming it. Each stored
 * value is tried once, the one that is expected to log in first. Throws NotHeld, or OtherAccount where another was named.
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

/** Who holds a leaked value may fill every place: an emergency does not wait for one. */
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

/** Where only one value is accepted, it is the one that an earlier step has set. */
function order<Value>({ endPrevious }: Kind<Value>, { policy, expected }: Stored<Value>) {
  return stagesInOrder(expected, endPrevious?.includes(policy.strategy) ?? false);
}
