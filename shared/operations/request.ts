import type { Request as RotationRequest } from '../rotation/perform.ts';
import type { SecretId } from '../rotation/store.ts';

/** What a caller may ask of one secret. */
export type Request = RotationRequest | { readonly operation: 'retire'; readonly secret: SecretId };
