import { EventMalformed } from './errors.ts';
import { VersionId } from './store.ts';

const prefix = 'emergency-';

/** The longest name a caller may give an emergency: its versions are named for it. */
export const longestEmergencyToken = 64 - prefix.length;

/**
 * The version of an emergency. Its name tells whoever comes after a crash that what was current before may have leaked.
 * Throws EventMalformed where the token is too long.
 */
export function urgent(token: VersionId): VersionId {
  if (isUrgent(token)) return token;
  if (token.length > longestEmergencyToken)
    throw new EventMalformed([`ClientRequestToken: is longer than ${longestEmergencyToken} characters`]);
  return VersionId.parse(prefix + token);
}

export function isUrgent(version: string): boolean {
  return version.startsWith(prefix);
}
