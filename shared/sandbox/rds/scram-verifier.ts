import { createHash, createHmac, pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { random } from '../../runtime/random.ts';
import type { Sensitive } from '../../runtime/sensitive.ts';

/** Rounds that PostgreSQL itself takes. Source: PostgreSQL, `scram_iterations`. */
const iterations = 4_096;
const keyBytes = 32;

const derive = promisify(pbkdf2);
const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const base64 = (bytes: Buffer) => bytes.toString('base64');

/**
 * Returns what PostgreSQL stores in place of a password, so that the password itself is in none of its logs. Passwords
 * of RDS are ASCII, which needs no preparation. Source: RFC 5803, RFC 5802.
 */
export async function scramVerifier(password: Sensitive): Promise<string> {
  const salt = random.bytes(16);
  const salted = await derive(password.reveal(), salt, iterations, keyBytes, 'sha256');
  const stored = createHash('sha256').update(hmac(salted, 'Client Key')).digest();
  return `SCRAM-SHA-256$${iterations}:${base64(salt)}$${base64(stored)}:${base64(hmac(salted, 'Server Key'))}`;
}
