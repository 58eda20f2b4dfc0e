import type { Request as RotationRequest } from '../rotation/perform.ts';
import type { SecretId, VersionId } from '../rotation/store.ts';

/** What a caller may ask of one secret. */
export type Request =
  | RotationRequest
  | { readonly operation: 'retire'; readonly secret: SecretId }
  | {
      readonly operation: 'rollback';
      readonly secret: SecretId;
      /** Makes a repeated request the same rollback, which would else go forth again. */
      readonly token?: VersionId | undefined;
    };
