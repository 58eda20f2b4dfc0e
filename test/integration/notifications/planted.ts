import { type SecretId, VersionId } from '../../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../../shared/runtime/sensitive.ts';
import type { MemoryStore } from '../../support/engine/memory-store.ts';

/** A secret that no function rotates: the store holds it, and reads it out. */
export function plantText(store: MemoryStore, secret: SecretId, text: string): void {
  store.plant(secret, { version: VersionId.parse('v0'), value: new Sensitive(text), tags: {} });
}
