import ssh2 from 'ssh2';
import type { KeyPair } from '../../engine/credentials/key-pair.ts';
import { Sensitive } from '../../runtime/sensitive.ts';

export type SshKey = { readonly algorithm: 'ed25519' } | { readonly algorithm: 'rsa'; readonly bits: number };

/** Makes a new pair in OpenSSH's own forms: a private key without a passphrase, and the line of `authorized_keys`. */
export async function makeSshKeyPair(key: SshKey): Promise<KeyPair> {
  const pair = await generate(key);
  // The library drops a zero at the beginning of a public key, in one pair of 256. Nobody can read that pair.
  if (ssh2.utils.parseKey(pair.private) instanceof Error) return makeSshKeyPair(key);
  return { privateKey: new Sensitive(pair.private), publicKey: new Sensitive(pair.public) };
}

function generate(key: SshKey): Promise<{ readonly private: string; readonly public: string }> {
  return new Promise((resolve, reject) => {
    const made = (failure: Error | null, pair: { readonly private: string; readonly public: string }) => {
      if (failure) reject(failure);
      else resolve(pair);
    };
    if (key.algorithm === 'ed25519') ssh2.utils.generateKeyPair('ed25519', made);
    else ssh2.utils.generateKeyPair('rsa', { bits: key.bits }, made);
  });
}
