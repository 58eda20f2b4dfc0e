import * as z from 'zod';
import type { Kms } from './kms.ts';
import { Tags, Time } from './wire.ts';

const Answer = z.object({
  Arn: z.string().optional(),
  /** The type of the secret; absent in the oldest answers, when all secrets were generic. */
  SecretType: z.string().default('Generic'),
  /** The time as KMS writes it; empty or absent if no deletion is planned. */
  PlannedDeleteTime: z.string().optional(),
  CreateTime: Time,
  /** Whether KMS rotates a managed secret by itself: `Enabled`, `Disabled` or `Invalid`; absent for a generic one. */
  AutomaticRotation: z.string().optional(),
  Tags,
});

export function describeSecret(kms: Kms, secret: string, signal: AbortSignal) {
  return kms.ask('DescribeSecret', Answer, { SecretName: secret, FetchTags: 'true' }, signal);
}
