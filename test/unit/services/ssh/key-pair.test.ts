import { expect, it } from 'vitest';
import { SecretId } from '../../../../shared/engine/rotation/store.ts';
import { publicPart } from '../../../../shared/services/ssh/connector.ts';
import { makeSshKeyPair } from '../../../../shared/services/ssh/key-pair.ts';
import { parsePublicKey } from '../../../../shared/services/ssh/public-key.ts';

it('makes a thousand pairs, each of which can be read, whatever its public half begins with', async () => {
  const secret = SecretId.parse('Thing');
  for (let made = 0; made < 1_000; made += 1) {
    const { privateKey, publicKey } = await makeSshKeyPair({ algorithm: 'ed25519' });
    const key = parsePublicKey(publicKey.reveal());
    expect(Buffer.from(key?.blob ?? '', 'base64')).toHaveLength(51);
    expect(publicPart(secret, privateKey)).toEqual(key);
  }
});
