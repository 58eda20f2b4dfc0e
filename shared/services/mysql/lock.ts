import { createHash } from 'node:crypto';
import { Busy, PrivilegeMissing, RotationError, Unreachable } from '../../engine/rotation/errors.ts';
import { timeLeft } from '../../runtime/deadline.ts';
import { courtesy, takeByForce, takeEach } from '../database/account-locks.ts';
import type { Session } from './connector.ts';
import { sql, verbatim } from './quoting.ts';
import { killEach, listOthers, listSessions, openBeside, ownId } from './sessions.ts';

/** Longest wait for a lock, in milliseconds. */
const longestWait = 30_000;

/**
 * Takes the locks of accounts. Waits for at most half of the time left, then throws Busy. Returns true if one was not
 * free at once.
 *
 * They are named locks of the server, which end with their session, even if the caller crashes. Two secrets of one
 * account also compete for them.
 *
 * Throws Busy on a read-only server, before anything is stored. Such a server is a replica, whose lock keeps nobody off
 * the primary, or it is about to become one.
 */
export function takeLocks(
  session: Session,
  accounts: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  return takeEach(accounts, (account) => take(session, account, lockName(account), signal));
}

/** The facts needed to take locks by force. */
interface Seizing {
  readonly session: Session;
  /** The accounts whose locks are taken. */
  readonly accounts: readonly string[];
  readonly signal: AbortSignal;
  /** Opens a session of the account itself. It may end other sessions of the account if the acting account may not. */
  readonly enter: () => Promise<Session | 'refused'>;
}

/**
 * Takes the locks from their holder by ending its session. If that session is of the same account or the same admin, no
 * privilege is needed. Of two emergencies the second waits for the first, by a separate lock. The wait is short if a
 * session of the account holds it, since an attacker with the leaked account knows its name.
 */
export function seizeLocks(seizing: Seizing): Promise<boolean> {
  return takeEach(seizing.accounts, (account) => seize(seizing, account));
}

async function seize(seizing: Seizing, account: string): Promise<boolean> {
  const urgently = await takeUrgent(seizing, account);
  const isForced = await force(seizing, account, lockName(account));
  return urgently || isForced;
}

async function takeUrgent(seizing: Seizing, account: string): Promise<boolean> {
  const { session, accounts, signal } = seizing;
  const name = urgentName(account);
  const actsItself = accounts.includes(session.principal);
  const holder = await holderOf(session, name);
  if (holder !== undefined && !(await isOfActor(session, holder))) return force(seizing, account, name);
  try {
    return await take(session, account, name, signal, actsItself ? courtesy : longestWait);
  } catch (error) {
    if (!(error instanceof Busy) || !actsItself) throw error;
    return force(seizing, account, name);
  }
}

/** Whether a connection is a session of the acting account. Every account sees its own sessions. */
async function isOfActor(session: Session, connection: number): Promise<boolean> {
  return (await listSessions(session, session.principal)).some(({ id }) => id === connection);
}

async function force(seizing: Seizing, account: string, name: string): Promise<boolean> {
  const { session, signal } = seizing;
  // Registers the id, so that no second session takes this one for a stranger's.
  await ownId(session);
  return takeByForce({
    session,
    beside: () => openBeside(session),
    end: (by) => endHolder(seizing, by, name),
    take: (longest) => take(session, account, name, signal, longest),
  });
}

async function endHolder(seizing: Seizing, by: Session, name: string): Promise<boolean> {
  const holder = await holderOf(by, name);
  if (holder === undefined || by.own.has(holder)) return false;
  try {
    await killEach(by, [holder]);
    await endOthers(by, seizing.accounts);
  } catch (error) {
    if (!(error instanceof PrivilegeMissing) || !(await endFromInside(seizing))) throw error;
  }
  return true;
}

/**
 * Ends all visible sessions of the accounts, since nobody can see which ones wait for a lock. The emergency ends these
 * sessions in any case.
 */
async function endOthers(session: Session, accounts: readonly string[]): Promise<void> {
  for (const account of accounts) {
    const others = await listOthers(session, account);
    await killEach(
      session,
      others.map(({ id }) => id),
    );
  }
}

/**
 * Ends sessions from a session of the account itself, which an account always may. Returns false if it cannot log in.
 */
async function endFromInside({ enter }: Seizing): Promise<boolean> {
  try {
    const login = await enter();
    if (login === 'refused') return false;
    await using inside = login;
    await endOthers(inside, [inside.principal]);
    return true;
  } catch (error) {
    if (error instanceof RotationError) return false;
    throw error;
  }
}

async function holderOf(session: Session, name: string): Promise<number | undefined> {
  const [[id] = []] = await session.query(sql`select is_used_lock(${name})`);
  return id === null || id === undefined ? undefined : Number(id);
}

/** Takes one lock. Waits at most `longest` milliseconds. */
async function take(
  session: Session,
  account: string,
  name: string,
  signal: AbortSignal,
  longest = longestWait,
): Promise<boolean> {
  if (await getLock(session, account, name, 0)) return false;
  const wait = Math.ceil(Math.min(timeLeft(signal) / 2, longest) / 1000) || 1;
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

/** Throws Busy if the session, and with it the locks, is gone. */
export async function confirmLocks(session: Session, accounts: readonly string[]): Promise<void> {
  for (const account of accounts) {
    const [[isOwn] = []] = await session
      .query(sql`select is_used_lock(${lockName(account)}) = connection_id()`)
      .catch((error: unknown) => {
        throw error instanceof Unreachable ? lost(account, error) : error;
      });
    if (isOwn !== '1') throw lost(account);
  }
}

/**
 * Ends a session that holds locks. Releases them first, since MySQL does so some time after it has closed the
 * connection. A rotation that begins at once would find them taken.
 */
export async function closeLocked(session: Session, accounts: readonly string[]): Promise<void> {
  try {
    for (const account of accounts)
      await session.query(
        sql`select release_lock(${lockName(account)}), release_lock(${urgentName(account)})`,
      );
  } catch (error) {
    // A session that is gone has no lock to release.
    if (!(error instanceof RotationError)) throw error;
  } finally {
    await session[Symbol.asyncDispose]();
  }
}

/** Returns the name of an account's lock, at most 64 characters long. */
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
  return new Busy(account, 'the lock was lost: its session ended', cause);
}
