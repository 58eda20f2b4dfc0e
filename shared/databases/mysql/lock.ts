import { createHash } from 'node:crypto';
import { Busy, RotationError, Unreachable } from '../../rotation/errors.ts';
import { timeLeft } from '../../runtime/deadline.ts';
import { takeAfter, takeEach } from '../account-locks.ts';
import type { Session } from './connector.ts';
import { sql, verbatim } from './quoting.ts';
import { kill } from './sessions.ts';

/** Seconds. */
const longestWait = 30;

/**
 * The locks of accounts: named locks of the server, which end with their session, whatever becomes of the caller. Two
 * secrets of one account contend for them, too. Waits half of the time that is left at most, then throws Busy. True when
 * one was not free at once.
 *
 * A server that only reads is refused before anything is stored: it is a replica, whose lock keeps nobody off the
 * primary, or it is about to become one.
 */
export function takeLocks(
  session: Session,
  accounts: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  return takeEach(accounts, (account) => take(session, account, lockName(account), signal));
}

/**
 * Takes the locks from whoever holds them, by ending that session: of the same account, or of the same admin, as
 * which nobody needs a privilege. Of two emergencies the second waits for the first, by a lock of their own.
 */
export function seizeLocks(
  session: Session,
  accounts: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  return takeEach(accounts, (account) => seize(session, account, signal));
}

async function seize(session: Session, account: string, signal: AbortSignal): Promise<boolean> {
  await take(session, account, urgentName(account), signal);
  const free = () => take(session, account, lockName(account), signal);
  const holder = await holderOf(session, account);
  if (holder === undefined) return free();
  await takeAfter(kill(session, holder), free);
  return true;
}

async function holderOf(session: Session, account: string): Promise<number | undefined> {
  const [[id] = []] = await session.query(sql`select is_used_lock(${lockName(account)})`);
  return id === null || id === undefined ? undefined : Number(id);
}

async function take(session: Session, account: string, name: string, signal: AbortSignal): Promise<boolean> {
  if (await getLock(session, account, name, 0)) return false;
  const wait = Math.max(Math.floor(Math.min(timeLeft(signal) / 2000, longestWait)), 1);
  if (await getLock(session, account, name, wait)) return true;
  throw new Busy(account, 'another rotation of it holds the lock');
}

async function getLock(session: Session, account: string, name: string, seconds: number): Promise<boolean> {
  const [[taken, readOnly] = []] = await session.query(
    sql`select get_lock(${name}, ${verbatim(String(seconds))}), @@global.read_only`,
  );
  if (readOnly !== '0' && readOnly !== 'OFF') throw new Busy(account, 'its server is read-only');
  return taken === '1';
}

/** Throws Busy when the session, and with it the locks, is gone. */
export async function confirmLocks(session: Session, accounts: readonly string[]): Promise<void> {
  for (const account of accounts) {
    const [[held] = []] = await session
      .query(sql`select is_used_lock(${lockName(account)}) = connection_id()`)
      .catch((error: unknown) => {
        throw error instanceof Unreachable ? lost(account, error) : error;
      });
    if (held !== '1') throw lost(account);
  }
}

/**
 * Ends a session that holds locks. They are given back first: MySQL does so some time after it has let go of the
 * connection, and a rotation that begins at once would find them taken.
 */
export async function closeLocked(session: Session, accounts: readonly string[]): Promise<void> {
  try {
    for (const account of accounts)
      await session.query(
        sql`select release_lock(${lockName(account)}), release_lock(${urgentName(account)})`,
      );
  } catch (error) {
    // A session that is gone has no lock to give back.
    if (!(error instanceof RotationError)) throw error;
  } finally {
    await session[Symbol.asyncDispose]();
  }
}

/** At most 64 characters. */
function lockName(account: string): string {
  return `secret-rotation-${digest(account)}`;
}

function urgentName(account: string): string {
  return `secret-eviction-${digest(account)}`;
}

function digest(account: string): string {
  return createHash('sha256').update(account).digest('hex').slice(0, 40);
}

function lost(account: string, cause?: unknown): Busy {
  return new Busy(account, 'the lock was lost, as the session that held it ended', cause);
}
