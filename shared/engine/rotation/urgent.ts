import { createHash } from 'node:crypto';
import { type Stages, VersionId } from './store.ts';

const prefix = 'emergency-';
const longestToken = 64 - prefix.length;

/**
 * Returns the version of an emergency. After a crash, its name shows that the value that was current before may have
 * leaked. A token that is too long for that is replaced by its digest, so that no emergency fails because of its name.
 */
export function urgent(token: VersionId): VersionId {
  if (isUrgent(token)) return token;
  return VersionId.parse(prefix + (token.length > longestToken ? digest(token) : token));
}

export function isUrgent(version: string): boolean {
  return version.startsWith(prefix);
}

/** Whether an emergency has begun since a version was promoted, which may then have leaked. */
export function isSuspect({ versions }: Stages, version: VersionId): boolean {
  const place = versions.indexOf(version);
  return (place < 0 ? versions : versions.slice(0, place)).some(isUrgent);
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, longestToken);
}
