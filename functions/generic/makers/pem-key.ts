import * as z from 'zod';
import { makePemKeyPair } from '../../../shared/engine/credentials/key-pair.ts';
import { pair, type Way } from './maker.ts';
import { RsaBits } from './rsa-bits.ts';

const how = z.literal('pem');

/** Key pairs in PKCS#8 and SPKI, the formats for signing tokens and for requesting TLS certificates. */
export const pemKey: Way = {
  rule: 'pem:ec with :curve=P-256, P-384 or P-521, or pem:rsa with :bits=2048, 3072 or 4096',
  form: z
    .discriminatedUnion('algorithm', [
      z.strictObject({
        how,
        algorithm: z.literal('ec'),
        curve: z.enum(['P-256', 'P-384', 'P-521']).default('P-256'),
      }),
      z.strictObject({ how, algorithm: z.literal('rsa'), bits: RsaBits }),
    ])
    .transform((key) =>
      pair(key.how, async () => {
        const { privateKey, publicKey } = await makePemKeyPair(key);
        return [privateKey, publicKey];
      }),
    ),
};
