import type { Sensitive } from '../../runtime/sensitive.ts';

/** The value that a service should accept by now; see Access. */
export type Expected = 'current' | 'pending' | 'replacement';

/** The stages whose values may log in, in the order in which they are tried: the expected one first saves a failed login. */
export function stagesInOrder(expected: Expected, acceptsOne: boolean) {
  return expected === 'replacement' || (expected === 'pending' && acceptsOne)
    ? (['pending', 'current', 'previous'] as const)
    : (['current', 'pending', 'previous'] as const);
}

/** What tells values apart, as SecretType has it. */
export interface Comparing<Value> {
  sameCredential?(one: Value, other: Value): boolean;
  format(value: Value): Sensitive;
}

/** Whether two values are one credential, however they are written. */
export function isSameValue<Value>(
  { sameCredential, format }: Comparing<Value>,
  one: Value,
  other: Value,
): boolean {
  return sameCredential?.(one, other) ?? format(one).equals(format(other));
}
