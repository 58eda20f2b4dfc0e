import type { Request as RotationRequest } from '../rotation/run-request.ts';
import type { SecretId, VersionId } from '../rotation/store.ts';
import type { EmergencyRequest } from './emergency.ts';

/** A request for one secret. A request for a fleet is a SweepRequest. */
export type Request =
  | RotationRequest
  | EmergencyRequest
  | { readonly operation: 'plan' | 'retire'; readonly secret: SecretId }
  | {
      readonly operation: 'verify';
      readonly secret: SecretId;
      /** Whether the admin sets the current value again if the service has drifted from it. */
      readonly repair: boolean;
      /** The account to repair although no stored value of it logs in. */
      readonly account?: string | undefined;
    }
  | {
      readonly operation: 'rollback';
      readonly secret: SecretId;
      /** Makes a repeated request the same rollback. Without it, a repetition would go forward again. */
      readonly token?: VersionId | undefined;
    };
