import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { Sensitive } from '../../runtime/sensitive.ts';

/** Both keys of a pair as text. The public key is not secret, but it is stored where secrets are. */
export interface KeyPair {
  readonly privateKey: Sensitive;
  readonly publicKey: Sensitive;
}

export type PemKey =
  | { readonly algorithm: 'rsa'; readonly bits: number }
  | { readonly algorithm: 'ec'; readonly curve: string };

const generate = promisify(generateKeyPair);

/** Makes a new pair in the forms that most programs read: PKCS#8 and SPKI, as PEM. */
export async function makePemKeyPair(key: PemKey): Promise<KeyPair> {
  const { privateKey, publicKey } =
    key.algorithm === 'rsa'
      ? await generate('rsa', { modulusLength: key.bits })
      : await generate('ec', { namedCurve: key.curve });
  return {
    privateKey: new Sensitive(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()),
    publicKey: new Sensitive(publicKey.export({ type: 'spki', format: 'pem' }).toString()),
  };
}
