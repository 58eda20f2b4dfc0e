import * as z from 'zod';
import { makeSshKeyPair } from '../../../shared/services/ssh/key-pair.ts';
import { pair, type Way } from './maker.ts';
import { RsaBits } from './rsa-bits.ts';

const how = z.literal('ssh-key');

export const usualSshKey = 'ssh-key:ed25519';

/** Key pairs in the form that OpenSSH reads: a private key, and the line of `authorized_keys` that belongs to it. */
export const sshKey: Way = {
  rule: 'ssh-key:ed25519, or ssh-key:rsa with :bits=2048, 3072 or 4096',
  form: z
    .discriminatedUnion('algorithm', [
      z.strictObject({ how, algorithm: z.literal('ed25519') }),
      z.strictObject({ how, algorithm: z.literal('rsa'), bits: RsaBits }),
    ])
    .transform((key) =>
      pair(key.how, async () => {
        const { privateKey, publicKey } = await makeSshKeyPair(key);
        return [privateKey, publicKey];
      }),
    ),
};
