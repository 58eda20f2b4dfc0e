import { createHash } from 'node:crypto';
import { Busy, RotationError } from '../../rotation/errors.ts';
import type { SecretId } from '../../rotation/store.ts';
import { timeLeft } from '../../runtime/deadline.ts';
import type { Session } from './connector.ts';
import { ServerError } from './errors.ts';

const longestWait = 30_000;

/**
 * The lock of one secret: an advisory lock, which ends with its session, whatever becomes of the caller. It is
 * one database's own, and so every contender works in the database that the secret names, an admin too. True when
 * it was not free at once.
 *
 * A standby is refused before anything is stored: its locks keep nobody off the primary.
 */
export async function takeLock(session: Session, secret: SecretId, signal: AbortSignal): Promise<boolean> {
  const [tried] = await session.query<{ standby: boolean; taken: boolean }>(
    'select pg_is_in_recovery() as standby, pg_try_advisory_lock($1) as taken',
    [lockKey(secret)],
  );
  if (tried?.standby) throw new Busy(secret, 'its server is a standby, which only reads');
  if (tried?.taken) return false;
  const wait = Math.ceil(Math.min(timeLeft(signal) / 2, longestWait)) || 1;
  try {
    await session.query(`select set_config('lock_timeout', $1, false), pg_advisory_lock($2)`, [
      `${wait}ms`,
      lockKey(secret),
    ]);
    await session.run(`set lock_timeout to '2s'`);
    return true;
  } catch (error) {
    throw isTimeout(error) || signal.aborted ? heldElsewhere(secret, error) : error;
  }
}

/** Throws Busy when the session, and with it the lock, is gone. */
export async function confirmLock(session: Session, secret: SecretId): Promise<void> {
  const held = `
    select 1
    from pg_locks
    where locktype = 'advisory'
      and pid = pg_backend_pid()
      and (classid::bigint << 32) | objid::bigint = $1
      and objsubid = 1
      and granted
  `;
  const rows = await session.query(held, [lockKey(secret)]).catch((error: unknown) => {
    throw error instanceof RotationError ? lost(secret, error) : error;
  });
  if (rows.length === 0) throw lost(secret);
}

/** By name, so that a rotation that was given the secret's ARN contends with one that was given its name. */
function lockKey(secret: SecretId): string {
  const name = secret.replace(/^acs:kms:[^:]*:[^:]*:secret\//, '');
  return createHash('sha256').update(`secret-rotation ${name}`).digest().readBigInt64BE().toString();
}

function isTimeout(error: unknown): boolean {
  const cause = error instanceof RotationError ? error.cause : error;
  return cause instanceof ServerError && cause.sqlState === '55P03';
}

function heldElsewhere(secret: SecretId, cause: unknown): Busy {
  return new Busy(secret, 'another rotation of it holds the lock', cause);
}

function lost(secret: SecretId, cause?: unknown): Busy {
  return new Busy(
    secret,
    'the lock was lost, as the session that held it ended or a connection pool sits in between',
    cause,
  );
}
