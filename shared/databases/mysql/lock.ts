import { createHash } from 'node:crypto';
import { Busy, PrivilegeMissing, RotationError } from '../../rotation/errors.ts';
import type { SecretId } from '../../rotation/store.ts';
import { timeLeft } from '../../runtime/deadline.ts';
import type { Session } from './connector.ts';
import { sql, verbatim } from './quoting.ts';
import { kill } from './sessions.ts';

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
  return take(session, secret, lockName(secret), signal);
}

/**
 * Takes the lock from whoever holds it, by ending that session: of the same account, or of the same admin, as
 * which nobody needs a privilege. Of two emergencies the second waits for the first, by a lock of their own.
 */
export async function seizeLock(session: Session, secret: SecretId, signal: AbortSignal): Promise<boolean> {
  await take(session, secret, urgentName(secret), signal);
  const holder = await holderOf(session, secret);
  const denied = holder === undefined ? undefined : await denial(kill(session, holder));
  try {
    return (await takeLock(session, secret, signal)) || holder !== undefined;
  } catch (error) {
    throw denied ?? error;
  }
}

/** That somebody else's session may not be ended is told only where it does not end by itself either. */
async function denial(killing: Promise<void>): Promise<PrivilegeMissing | undefined> {
  try {
    await killing;
    return undefined;
  } catch (error) {
    if (error instanceof PrivilegeMissing) return error;
    throw error;
  }
}

async function holderOf(session: Session, secret: SecretId): Promise<number | undefined> {
  const [[id] = []] = await session.query(sql`select is_used_lock(${lockName(secret)})`);
  return id === null || id === undefined ? undefined : Number(id);
}

async function take(session: Session, secret: SecretId, name: string, signal: AbortSignal): Promise<boolean> {
  if (await getLock(session, secret, name, 0)) return false;
  const wait = Math.max(Math.floor(Math.min(timeLeft(signal) / 2000, longestWait)), 1);
  if (await getLock(session, secret, name, wait)) return true;
  throw new Busy(secret, 'another rotation of it holds the lock');
}

async function getLock(session: Session, secret: SecretId, name: string, seconds: number): Promise<boolean> {
  const [[taken, readOnly] = []] = await session.query(
    sql`select get_lock(${name}, ${verbatim(String(seconds))}), @@global.read_only`,
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
    await session.query(sql`select release_lock(${lockName(secret)}), release_lock(${urgentName(secret)})`);
  } catch (error) {
    // A session that is gone has no lock to give back.
    if (!(error instanceof RotationError)) throw error;
  } finally {
    await session[Symbol.asyncDispose]();
  }
}

/** At most 64 characters. By name, so that a secret's ARN and its name contend for the same lock. */
function lockName(secret: SecretId): string {
  return `secret-rotation-${digest(secret)}`;
}

function urgentName(secret: SecretId): string {
  return `secret-eviction-${digest(secret)}`;
}

function digest(secret: SecretId): string {
  const name = secret.replace(/^acs:kms:[^:]*:[^:]*:secret\//, '');
  return createHash('sha256').update(name).digest('hex').slice(0, 40);
}

function lost(secret: SecretId, cause?: unknown): Busy {
  return new Busy(secret, 'the lock was lost, as the session that held it ended', cause);
}
