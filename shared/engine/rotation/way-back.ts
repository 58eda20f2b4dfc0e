import { VersionId } from './store.ts';

const prefix = 'rollback-';

/** The maximum length of the token that a caller may give a rollback. The version is named for it. */
export const longestRollbackToken = 64 - prefix.length;

/**
 * Returns the version under which a former value becomes current again. Its name distinguishes it from a new value. A
 * session that resumes it after a crash thus knows that the service already accepts it.
 */
export function wayBack(token: VersionId): VersionId {
  return VersionId.parse(prefix + token);
}

export function isWayBack(version: string): boolean {
  return version.startsWith(prefix);
}
