import { createCipheriv, createDecipheriv } from 'node:crypto';
import { random } from '../runtime/random.ts';
import { Sensitive } from '../runtime/sensitive.ts';

const ivBytes = 12;
const tagBytes = 16;

/**
 * Envelope encryption. The account key wraps one data key for each secret, and the data key encrypts its values. Every
 * text is bound to its place (`context`), so that it cannot be moved to another version or secret.
 */
export class Vault {
  readonly #accountKey: Buffer;

  constructor(accountKey: Buffer) {
    this.#accountKey = accountKey;
  }

  /** Returns a new data key, wrapped. */
  newDataKey(context: string): string {
    return encrypt(this.#accountKey, random.bytes(32), `data key of ${context}`);
  }

  seal(wrappedKey: string, value: Sensitive, context: string, place: string): string {
    const key = this.#unwrap(wrappedKey, context);
    return encrypt(key, Buffer.from(value.reveal(), 'utf8'), `${place} of ${context}`);
  }

  open(wrappedKey: string, sealed: string, context: string, place: string): Sensitive {
    const key = this.#unwrap(wrappedKey, context);
    return new Sensitive(decrypt(key, sealed, `${place} of ${context}`).toString('utf8'));
  }

  #unwrap(wrappedKey: string, context: string): Buffer {
    return decrypt(this.#accountKey, wrappedKey, `data key of ${context}`);
  }
}

function encrypt(key: Buffer, plain: Buffer, context: string): string {
  const iv = random.bytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(context));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
}

function decrypt(key: Buffer, sealed: string, context: string): Buffer {
  const bytes = Buffer.from(sealed, 'base64');
  const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), {
    authTagLength: tagBytes,
  });
  cipher.setAAD(Buffer.from(context));
  cipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
  return Buffer.concat([cipher.update(bytes.subarray(ivBytes + tagBytes)), cipher.final()]);
}
