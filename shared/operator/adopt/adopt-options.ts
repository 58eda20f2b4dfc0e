import type { Converted } from './aws-secret.ts';
import type { ProposalOptions } from './propose.ts';
import type { Tags } from './tag-settings.ts';

/** A secret that is to be created. */
export interface Creation {
  /** Reads the value. Returns undefined if the person who types it breaks off. */
  readonly read: () => Promise<Converted | undefined>;
  /** Whether a person types the value. */
  readonly isTyped: boolean;
  readonly key?: string | undefined;
  readonly instance?: string | undefined;
}

export interface AdoptOptions extends ProposalOptions {
  /** The tags of the policy, `rotation:type` among them. */
  readonly settings: Tags;
  /** Absent to take a secret that is there. */
  readonly creation?: Creation | undefined;
}
