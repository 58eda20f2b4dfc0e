import type { Sensitive } from '../../runtime/sensitive.ts';

/** The value that a service should accept by now; see RotationContext. */
export type Expected = 'current' | 'pending' | 'replacement';

/**
 * Returns the stages whose values may log in, in the order in which to try them. The expected one is first, which saves
 * a failed login.
 */
export function stagesInOrder(expected: Expected, acceptsOne: boolean) {
  return expected === 'replacement' || (expected === 'pending' && acceptsOne)
    ? (['pending', 'current', 'previous'] as const)
    : (['current', 'pending', 'previous'] as const);
}

/** The part of SecretType that compares values. */
export interface Comparing<Value> {
  sameCredential?(one: Value, other: Value): boolean;
  format(value: Value): Sensitive;
}

/** Whether two values are the same credential, even if they are written differently. */
export function isSameValue<Value>(
  { sameCredential, format }: Comparing<Value>,
  one: Value,
  other: Value,
): boolean {
  return sameCredential?.(one, other) ?? format(one).equals(format(other));
}
