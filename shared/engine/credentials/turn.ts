import { PolicyMalformed } from '../rotation/errors.ts';

/** As the official sample for Function Compute names the second account. */
const suffix = '_rt';

interface Pair {
  /** The second account's name, where the policy gives one (`rotation:second-account`). */
  readonly second?: string | undefined;
  /**
   * The account of the previous version. A name chosen freely does not tell whose twin it is: where it is the
   * current account, the version before it has the first one's.
   */
  readonly previous?: string | undefined;
}

/**
 * Whose turn it is after `name`. The twin of an account's twin is that account. Throws PolicyMalformed where the
 * name would be longer than the service takes, or where it is not known.
 */
export function secondOf(name: string, { second, previous }: Pair, maxLength: number): string {
  const next = second === undefined ? usualSecond(name) : chosenSecond(name, second, previous);
  if (next.length > maxLength)
    throw new PolicyMalformed(`account ${name}`, [
      `its second account ${next} is longer than the ${maxLength} characters the service takes; name a shorter one in the tag rotation:second-account`,
    ]);
  return next;
}

/** One name for both accounts of a pair, as far as names tell. */
export function pairOf(name: string): string {
  return name.endsWith(suffix) ? name.slice(0, -suffix.length) || name : name;
}

/** Which of two accounts of a pair is the second one: the one that the policy names, or else the longer name. */
export function isSecond(account: string, other: string, second: string | undefined): boolean {
  return second === undefined ? account.length > other.length : account === second;
}

/** The name of the other account where the policy gives none. */
export function usualSecond(name: string): string {
  const first = name.endsWith(suffix) ? name.slice(0, -suffix.length) : '';
  return first || name + suffix;
}

function chosenSecond(name: string, second: string, previous: string | undefined): string {
  if (name !== second) return second;
  if (previous !== undefined && previous !== second) return previous;
  throw new PolicyMalformed(`account ${name}`, [
    'it is what the tag rotation:second-account names, and no previous version tells the first account; name another one',
  ]);
}
