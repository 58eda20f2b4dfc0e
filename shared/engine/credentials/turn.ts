import { PolicyMalformed } from '../rotation/errors.ts';

/** The suffix of a second account, as in the official sample for Function Compute. */
const suffix = '_rt';

interface Pair {
  /** The name of the second account, if the policy gives one (`rotation:second-account`). */
  readonly second?: string | undefined;
  /**
   * The account of the previous version. A freely chosen name does not show whose second account it is. If the second
   * account is current, the previous version has the name of the first one.
   */
  readonly previous?: string | undefined;
}

/**
 * Returns the account that has its turn after `name`. The second account of a second account is the first one again.
 * Throws PolicyMalformed if the name is longer than the service accepts, or is not known.
 */
export function secondOf(name: string, { second, previous }: Pair, maxLength: number): string {
  const next = second === undefined ? usualSecond(name) : chosenSecond(name, second, previous);
  if (next.length > maxLength)
    throw new PolicyMalformed(`account ${name}`, [
      `its second account ${next} is longer than the ${maxLength} characters the service takes; name a shorter one in the tag rotation:second-account`,
    ]);
  return next;
}

/** Waits for what names the second account. Returns undefined if there cannot be one, as `secondOf` says by an error. */
export async function unlessNone<Name>(naming: Promise<Name>): Promise<Name | undefined> {
  try {
    return await naming;
  } catch (error) {
    if (error instanceof PolicyMalformed) return undefined;
    throw error;
  }
}

/** Returns one name for both accounts of a pair, as far as their names show it. */
export function pairOf(name: string): string {
  return name.endsWith(suffix) ? name.slice(0, -suffix.length) || name : name;
}

/** Whether `account` is the second one of a pair: the one that the policy names, or else the longer name. */
export function isSecond(account: string, other: string, second: string | undefined): boolean {
  return second === undefined ? account.length > other.length : account === second;
}

/** Returns the name of the other account if the policy gives none. */
export function usualSecond(name: string): string {
  const first = name.endsWith(suffix) ? name.slice(0, -suffix.length) : '';
  return first || name + suffix;
}

function chosenSecond(name: string, second: string, previous: string | undefined): string {
  if (name !== second) return second;
  if (previous !== undefined && previous !== second) return previous;
  throw new PolicyMalformed(`account ${name}`, [
    'the tag rotation:second-account names it, and no previous version shows the first account; name another one',
  ]);
}
