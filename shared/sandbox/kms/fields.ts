import * as z from 'zod';

/** Name of a new secret: up to 192 of these characters, and outside KMS's own folder `acs/`. Source: CreateSecret. */
export const NewSecretName = z
  .string()
  .regex(/^[\w/+=.@-]{1,192}$/, 'it has more than 192 characters, or one that is not allowed')
  .refine((name) => !name.startsWith('acs/'), 'it starts with acs/');

/** A name or an ARN of a secret. */
export const SecretName = z
  .string()
  .regex(
    /^(acs:kms:[a-z0-9-]+:\d+:secret\/)?[\w/+=.@-]{1,192}$/,
    'it is neither a name nor an ARN of a secret',
  );

/** Id of a version. Only its length is documented. */
export const VersionId = z
  .string()
  .regex(/^[\w/+=.@-]{1,64}$/, 'it has more than 64 characters, or one that is not allowed');

/** A stage. Neither its length nor its alphabet is documented, so it has the limits of VersionId. */
export const Stage = z
  .string()
  .regex(/^[\w/+=.@-]{1,64}$/, 'it has more than 64 characters, or one that is not allowed');

const maxDataBytes = 30_720;

export const SecretData = z
  .string()
  .min(1, 'it is empty')
  .refine((data) => Buffer.byteLength(data) <= maxDataBytes, `it has more than ${maxDataBytes} bytes`);
