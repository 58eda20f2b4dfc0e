import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import type { Sensitive } from '../../runtime/sensitive.ts';
import { type SecretId, secretName, type VersionId } from './store.ts';

/** A version of a secret, as it is stored. */
export interface Sealer {
  readonly secret: SecretId;
  readonly version: VersionId;
  readonly value: Sensitive;
}

/** The end of a sealed state, behind its text. */
const mac = /\/mac=([\w-]{22})$/;

/**
 * Binds a state that is kept in a tag to one version. The key is derived from the stored value, so a person who may
 * only write the tag cannot forge a state. The text and 27 more characters must fit into the 128 of a tag.
 */
export function seal(text: string, sealer: Sealer): string {
  return `${text}/mac=${macOf(text, sealer)}`;
}

/** Returns the text of a state that was sealed by this version. Returns undefined for any other version. */
export function unseal(state: string, sealer: Sealer): string | undefined {
  const found = mac.exec(state)?.[1];
  if (found === undefined) return undefined;
  const text = state.slice(0, -`/mac=${found}`.length);
  return timingSafeEqual(Buffer.from(found), Buffer.from(macOf(text, sealer))) ? text : undefined;
}

function macOf(text: string, { secret, version, value }: Sealer): string {
  const key = hkdfSync('sha256', value.reveal(), '', 'secret-rotation-functions rotation:state', 32);
  const bound = [secretName(secret), version, text].join('\n');
  return createHmac('sha256', Buffer.from(key)).update(bound).digest().subarray(0, 16).toString('base64url');
}
