import { VersionId } from './store.ts';

const prefix = 'rollback-';

/** The longest name a caller may give a rollback: the version is named for it. */
export const longestRollbackToken = 64 - prefix.length;

/**
 * The version under which a former value becomes current again. Its name tells it from a new value, so that whoever
 * goes on with it after a crash knows that the service accepts it already.
 */
export function wayBack(token: VersionId): VersionId {
  return VersionId.parse(prefix + token);
}

export function isWayBack(version: string): boolean {
  return version.startsWith(prefix);
}
