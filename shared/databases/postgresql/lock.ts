import { createHash } from 'node:crypto';
import { Busy, PrivilegeMissing, RotationError } from '../../rotation/errors.ts';
import type { SecretId } from '../../rotation/store.ts';
import { timeLeft } from '../../runtime/deadline.ts';
import type { Session } from './connector.ts';
import { ServerError } from './errors.ts';
import { terminate } from './sessions.ts';

const longestWait = 30_000;

/**
 * The lock of one secret: an advisory lock, which ends with its session, whatever becomes of the caller. It is
 * one database's own, and so every contender works in the database that the secret names, an admin too. True when
 * it was not free at once.
 *
 * A standby is refused before anything is stored: its locks keep nobody off the primary.
 */
export function takeLock(session: Session, secret: SecretId, signal: AbortSignal): Promise<boolean> {
  return take(session, secret, lockKey(secret), signal);
}

/**
 * Takes the lock from whoever holds it, by ending that session: of the same account, or of the same admin, as
 * which nobody needs a privilege. Of two emergencies the second waits for the first, by a lock of their own.
 */
export async function seizeLock(session: Session, secret: SecretId, signal: AbortSignal): Promise<boolean> {
  await take(session, secret, lockKey(secret, 'secret-eviction'), signal);
  const holders = await holdersOf(session, lockKey(secret));
  const denied = holders.length === 0 ? undefined : await denial(terminate(session, holders));
  try {
    return (await takeLock(session, secret, signal)) || holders.length > 0;
  } catch (error) {
    throw denied ?? error;
  }
}

/** That somebody else's session may not be ended is told only where it does not end by itself either. */
async function denial(ending: Promise<void>): Promise<PrivilegeMissing | undefined> {
  try {
    await ending;
    return undefined;
  } catch (error) {
    if (error instanceof PrivilegeMissing) return error;
    throw error;
  }
}

const held = `
from pg_locks
where locktype = 'advisory'
  and database = (select oid from pg_database where datname = current_database())
  and (classid::bigint << 32) | objid::bigint = $1
  and objsubid = 1
  and granted
`;

async function holdersOf(session: Session, key: string): Promise<readonly number[]> {
  const rows = await session.query<{ pid: number }>(`select pid ${held} and pid <> pg_backend_pid()`, [key]);
  return rows.map(({ pid }) => pid);
}

async function take(session: Session, secret: SecretId, key: string, signal: AbortSignal): Promise<boolean> {
  const [tried] = await session.query<{ standby: boolean; taken: boolean }>(
    'select pg_is_in_recovery() as standby, pg_try_advisory_lock($1) as taken',
    [key],
  );
  if (tried?.standby) throw new Busy(secret, 'its server is a standby, which only reads');
  if (tried?.taken) return false;
  const wait = Math.ceil(Math.min(timeLeft(signal) / 2, longestWait)) || 1;
  try {
    await session.query(`select set_config('lock_timeout', $1, false), pg_advisory_lock($2)`, [
      `${wait}ms`,
      key,
    ]);
    await session.run(`set lock_timeout to '2s'`);
    return true;
  } catch (error) {
    throw isTimeout(error) || signal.aborted ? heldElsewhere(secret, error) : error;
  }
}

/** Throws Busy when the session, and with it the lock, is gone. */
export async function confirmLock(session: Session, secret: SecretId): Promise<void> {
  const own = `select 1 ${held} and pid = pg_backend_pid()`;
  const rows = await session.query(own, [lockKey(secret)]).catch((error: unknown) => {
    throw error instanceof RotationError ? lost(secret, error) : error;
  });
  if (rows.length === 0) throw lost(secret);
}

/** By name, so that a rotation that was given the secret's ARN contends with one that was given its name. */
function lockKey(secret: SecretId, use = 'secret-rotation'): string {
  const name = secret.replace(/^acs:kms:[^:]*:[^:]*:secret\//, '');
  return createHash('sha256').update(`${use} ${name}`).digest().readBigInt64BE().toString();
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
