import * as z from 'zod';
import type { Kms } from './kms.ts';
import { Tags, Time } from './wire.ts';

const Answer = z.object({
  Arn: z.string().optional(),
  /** Absent in the oldest answers, which knew generic secrets only. */
  SecretType: z.string().default('Generic'),
  /** As KMS writes it; empty or absent where no deletion is planned. */
  PlannedDeleteTime: z.string().optional(),
  CreateTime: Time,
  Tags,
});

export function describeSecret(kms: Kms, secret: string, signal: AbortSignal) {
  return kms.ask('DescribeSecret', Answer, { SecretName: secret, FetchTags: 'true' }, signal);
}
