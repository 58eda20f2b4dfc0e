import { createHash } from 'node:crypto';
import { Sensitive } from '../../runtime/sensitive.ts';

/**
 * Returns the verifier that the plugin mysql_native_password stores. MariaDB gets it instead of the password, which it
 * would write to its logs in clear text (tried on 10.11).
 */
export function nativeVerifier(password: Sensitive): Sensitive {
  const twice = sha1(sha1(Buffer.from(password.reveal(), 'utf8')));
  return new Sensitive(`*${twice.toString('hex').toUpperCase()}`);
}

function sha1(bytes: Buffer): Buffer {
  return createHash('sha1').update(bytes).digest();
}
