import { PrivilegeMissing, type RotationError } from '../../../shared/engine/rotation/errors.ts';

/** The first of what is in the way. All rights that are missing are told in one go, so that they are granted in one go. */
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
