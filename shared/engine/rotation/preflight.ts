import { type RotationError, StageConflict, Superseded } from './errors.ts';
import type { SecretId, Stages, VersionId } from './store.ts';

/** The state of the stages, seen from the version that a caller names. */
export type StageState =
  | { readonly kind: 'current' }
  | { readonly kind: 'pending'; readonly version: VersionId }
  | { readonly kind: 'superseded' }
  | { readonly kind: 'other-pending'; readonly version: VersionId }
  | { readonly kind: 'clear' };

/**
 * Classifies the stages on entry. The states, in the order in which they are checked:
 *
 * | # | token's version        | pending stage on      | state                                                  |
 * |---|------------------------|-----------------------|--------------------------------------------------------|
 * | 1 | current                | anything              | `current`: promoted; a pending label may be left over  |
 * | 2 | pending                | itself                | `pending`: the stored value is resumed                 |
 * | 3 | previous or unstaged   | anything              | `superseded`: an old delivery, or a rotation that lost |
 * | 4 | unknown or not named   | another, not current  | `other-pending`: an earlier attempt is not finished    |
 * | 5 | unknown or not named   | nothing, or current   | `clear`: a new rotation may begin                      |
 */
export function classify(stages: Stages, token: VersionId | undefined): StageState {
  if (token !== undefined && token === stages.current) return { kind: 'current' };
  if (token !== undefined && token === stages.pending) return { kind: 'pending', version: token };
  if (token !== undefined && stages.versions.includes(token)) return { kind: 'superseded' };
  if (stages.pending !== undefined && stages.pending !== stages.current)
    return { kind: 'other-pending', version: stages.pending };
  return { kind: 'clear' };
}

/** Returns the error that says why a version is not pending, for the steps that need a pending version. */
export function notPending(
  secret: SecretId,
  token: VersionId,
  configuration: Exclude<StageState, { kind: 'current' | 'pending' }>,
): RotationError {
  switch (configuration.kind) {
    case 'superseded':
      return new Superseded(secret, token);
    case 'other-pending':
      return new StageConflict(
        secret,
        `version ${token} is not pending, version ${configuration.version} is`,
      );
    case 'clear':
      return new StageConflict(secret, `version ${token} is not pending; run createSecret for it first`);
    default:
      return configuration satisfies never;
  }
}
