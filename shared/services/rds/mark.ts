/** The beginning of the description that marks an account as a second one. The name of the first account follows. */
const mark = 'rotation-second-of-';

/**
 * Returns the description of the second account of `first`. It has only the characters that RDS allows: letters, digits,
 * `_` and `-`. Source: RDS CreateAccount.
 */
export function markOf(first: string): string {
  return `${mark}${first}`;
}

/** Returns the first account that a description names, or undefined if it is no mark. */
export function firstIn(description: string | null | undefined): string | undefined {
  return description?.startsWith(mark) ? description.slice(mark.length) : undefined;
}
