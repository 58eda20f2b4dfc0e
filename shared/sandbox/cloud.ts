import type { Collection } from './documents.ts';
import type { Secret } from './kms/secret.ts';
import type { Switches } from './switches.ts';
import type { Vault } from './vault.ts';

/** All that an operation may look at or change. */
export interface Cloud {
  readonly accountId: string;
  readonly regionId: string;
  /** Milliseconds since the epoch. */
  now(): number;
  readonly switches: Switches;
  readonly vault: Vault;
  readonly secrets: Collection<Secret>;
}
