import * as z from 'zod';
import { Sensitive } from '../../runtime/sensitive.ts';
import type { Kms } from './kms.ts';

const Answer = z.object({
  VersionId: z.string(),
  /** An opaque text, even if its type is binary: the documentation does not say how KMS encodes that. */
  SecretData: z.string().transform((text) => new Sensitive(text)),
  SecretDataType: z.enum(['text', 'binary']).default('text'),
});
export type SecretValue = z.output<typeof Answer>;

export function getSecretValue(
  kms: Kms,
  secret: string,
  which: { readonly VersionStage: string } | { readonly VersionId: string },
  signal: AbortSignal,
) {
  return kms.ask('GetSecretValue', Answer, { SecretName: secret, ...which }, signal);
}
