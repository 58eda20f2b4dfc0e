import * as z from 'zod';
import { random } from '../../../shared/runtime/random.ts';
import { Sensitive } from '../../../shared/runtime/sensitive.ts';
import { single, type Way } from './maker.ts';

/**
 * Random bytes in hex, in base64 with padding (RFC 4648), or in base64url without padding. Only base64 fits a binary
 * secret of KMS.
 */
export const randomBytes: Way = {
  rule: 'hex, base64 or base64url, each with :bytes=16 to :bytes=4096',
  form: z
    .strictObject({
      how: z.enum(['hex', 'base64', 'base64url']),
      bytes: z
        .string()
        .regex(/^\d{2,4}$/)
        .transform(Number)
        .pipe(z.number().min(16).max(4_096))
        .default(32),
    })
    .transform(({ how, bytes }) =>
      single(how, () => new Sensitive(random.bytes(bytes).toString(how)), how === 'base64'),
    ),
};
