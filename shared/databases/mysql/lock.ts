import { createHash } from 'node:crypto';
import { Busy, RotationError } from '../../rotation/errors.ts';
import type { SecretId } from '../../rotation/store.ts';
import { timeLeft } from '../../runtime/deadline.ts';
import type { Session } from './connector.ts';
import { sql, verbatim } from './quoting.ts';

/** Seconds. */
const longestWait = 30;

/**
 * The lock of one secret: a named lock of the server, which ends with its session, whatever becomes of the
 * caller. Waits half of the time that is left at most, then throws Busy. True when it was not free at once.
 *
 * A server that only reads is refused before anything is stored: it is a replica, whose lock keeps nobody off the
 * primary, or it is about to become one.
 */
export async function takeLock(session: Session, secret: SecretId, signal: AbortSignal): Promise<boolean> {
  if (await getLock(session, secret, 0)) return false;
  const wait = Math.max(Math.floor(Math.min(timeLeft(signal) / 2000, longestWait)), 1);
  if (await getLock(session, secret, wait)) return true;
  throw new Busy(secret, 'another rotation of it holds the lock');
}

async function getLock(session: Session, secret: SecretId, seconds: number): Promise<boolean> {
  const [[taken, readOnly] = []] = await session.query(
    sql`select get_lock(${lockName(secret)}, ${verbatim(String(seconds))}), @@global.read_only`,
  );
  if (readOnly !== '0' && readOnly !== 'OFF') throw new Busy(secret, 'its server is read-only');
  return taken === '1';
}

/** Throws Busy when the session, and with it the lock, is gone. */
export async function confirmLock(session: Session, secret: SecretId): Promise<void> {
  const [[held] = []] = await session
    .query(sql`select is_used_lock(${lockName(secret)}) = connection_id()`)
    .catch((error: unknown) => {
      throw error instanceof RotationError ? lost(secret, error) : error;
    });
  if (held !== '1') throw lost(secret);
}

/**
 * Ends a session that holds the lock. The lock is given back first: MySQL does so some time after it has let go of
 * the connection, and a rotation that begins at once would find it taken.
 */
export async function closeLocked(session: Session, secret: SecretId): Promise<void> {
  try {
    await session.query(sql`select release_lock(${lockName(secret)})`);
  } catch (error) {
    // A session that is gone has no lock to give back.
    if (!(error instanceof RotationError)) throw error;
  } finally {
    await session[Symbol.asyncDispose]();
  }
}

/** At most 64 characters. By name, so that a secret's ARN and its name contend for the same lock. */
function lockName(secret: SecretId): string {
  const name = secret.replace(/^acs:kms:[^:]*:[^:]*:secret\//, '');
  return `secret-rotation-${createHash('sha256').update(name).digest('hex').slice(0, 40)}`;
}

function lost(secret: SecretId, cause?: unknown): Busy {
  return new Busy(secret, 'the lock was lost, as the session that held it ended', cause);
}
