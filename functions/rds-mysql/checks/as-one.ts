import { PrivilegeMissing, type RotationError } from '../../../shared/engine/rotation/errors.ts';

/**
 * Returns the first error. If that is a missing right, merges all missing rights into it, so that an operator grants
 * them together.
 */
export function asOne(errors: readonly RotationError[]): RotationError | undefined {
  const [first] = errors;
  if (!(first instanceof PrivilegeMissing)) return first;
  const missing = errors.filter((error) => error instanceof PrivilegeMissing);
  const all = (of: (error: PrivilegeMissing) => string, between: string) => missing.map(of).join(between);
  return new PrivilegeMissing(
    first.principal,
    all(({ what }) => what, ', '),
    all(({ fix }) => fix, ' '),
  );
}
