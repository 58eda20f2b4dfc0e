import { randomUUID } from 'node:crypto';
import { VersionId } from '../rotation/store.ts';

/** The id of a new version where the caller names none. */
export function mintVersionId(): VersionId {
  return VersionId.parse(randomUUID());
}
