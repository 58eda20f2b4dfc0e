import type { Request as RotationRequest } from '../rotation/run-request.ts';
import type { SecretId, VersionId } from '../rotation/store.ts';
import type { EmergencyRequest } from './emergency.ts';

/** What a caller may ask of one secret. What is asked of a fleet is a SweepRequest. */
export type Request =
  | RotationRequest
  | EmergencyRequest
  | { readonly operation: 'plan' | 'retire'; readonly secret: SecretId }
  | {
      readonly operation: 'verify';
      readonly secret: SecretId;
      /** Has the admin set the current value again, where the service has drifted from it. */
      readonly repair: boolean;
      /** The account to be repaired, though no stored value of it logs in. */
      readonly account?: string | undefined;
    }
  | {
      readonly operation: 'rollback';
      readonly secret: SecretId;
      /** Makes a repeated request the same rollback, which would else go forth again. */
      readonly token?: VersionId | undefined;
    };
