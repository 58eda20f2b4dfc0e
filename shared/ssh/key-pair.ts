import ssh2 from 'ssh2';
import type { KeyPair } from '../credentials/key-pair.ts';
import { Sensitive } from '../credentials/sensitive.ts';

export type SshKey = { readonly algorithm: 'ed25519' } | { readonly algorithm: 'rsa'; readonly bits: number };

/** A new pair in OpenSSH's own forms: a private key without a passphrase, and the line of `authorized_keys`. */
export function makeSshKeyPair(key: SshKey): Promise<KeyPair> {
  return new Promise((resolve, reject) => {
    const made = (failure: Error | null, pair: { readonly private: string; readonly public: string }) => {
      if (failure) reject(failure);
      else resolve({ privateKey: new Sensitive(pair.private), publicKey: new Sensitive(pair.public) });
    };
    if (key.algorithm === 'ed25519') ssh2.utils.generateKeyPair('ed25519', made);
    else ssh2.utils.generateKeyPair('rsa', { bits: key.bits }, made);
  });
}
