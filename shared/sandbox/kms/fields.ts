import * as z from 'zod';

/** 192 characters of these, and not in KMS's own folder. Source: CreateSecret. */
export const NewSecretName = z
  .string()
  .regex(/^[\w/+=.@-]{1,192}$/, 'it has more than 192 characters, or one that is not allowed')
  .refine((name) => !name.startsWith('acs/'), 'it starts with acs/');

/** A name or an ARN. */
export const SecretName = z
  .string()
  .regex(
    /^(acs:kms:[a-z0-9-]+:\d+:secret\/)?[\w/+=.@-]{1,192}$/,
    'it is neither a name nor an ARN of a secret',
  );

/** Only the length is documented. */
export const VersionId = z
  .string()
  .regex(/^[\w/+=.@-]{1,64}$/, 'it has more than 64 characters, or one that is not allowed');

/** Neither length nor alphabet is documented; these are as wide as VersionId's. */
export const Stage = z
  .string()
  .regex(/^[\w/+=.@-]{1,64}$/, 'it has more than 64 characters, or one that is not allowed');

const maxDataBytes = 30_720;

export const SecretData = z
  .string()
  .min(1, 'it is empty')
  .refine((data) => Buffer.byteLength(data) <= maxDataBytes, `it has more than ${maxDataBytes} bytes`);
