import { createHash, createHmac, pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { Sensitive } from '../../runtime/sensitive.ts';
import { PasswordRejected } from '../rotation/errors.ts';

const iterations = 4096;
const saltLength = 16;
const derive = promisify(pbkdf2);

/**
 * Computes the verifier that the server stores for a password (RFC 5802, RFC 7677). The server, its log and its
 * statistics never see the password; the server stores the verifier unchanged under every `password_encryption`.
 * Throws PasswordRejected for characters other than printable ASCII, which is all that the generator makes. SASLprep
 * leaves printable ASCII alone; clients differ in how they prepare anything else.
 */
export async function scramVerifier(
  principal: string,
  password: Sensitive,
  salt: Buffer = randomBytes(saltLength),
): Promise<Sensitive> {
  const text = password.reveal();
  if (!/^[\x20-\x7e]+$/.test(text))
    throw new PasswordRejected(principal, 'it holds characters other than printable ASCII');
  const salted = await derive(text, salt, iterations, 32, 'sha256');
  const storedKey = createHash('sha256').update(hmac(salted, 'Client Key')).digest('base64');
  const serverKey = hmac(salted, 'Server Key').toString('base64');
  return new Sensitive(`SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`);
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
