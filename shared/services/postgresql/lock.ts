import { createHash } from 'node:crypto';
import { Busy, StrategyUnavailable, Unreachable } from '../../engine/rotation/errors.ts';
import { timeLeft } from '../../runtime/deadline.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import { courtesy, takeByForce, takeEach } from '../database/account-locks.ts';
import { secondOf } from '../database/enter.ts';
import { configureSession } from './configure-session.ts';
import type { Session } from './connector.ts';
import { isSqlState } from './errors.ts';
import { insist } from './insist.ts';
import { ownPid, terminate } from './sessions.ts';

const longestWait = 30_000;
/** Milliseconds between two looks at the other databases. */
const pause = 200;

/**
 * Takes the locks of accounts. Returns true if one was not free at once.
 *
 * They are advisory locks, which end with their session, even if the caller crashes. Two secrets of one account also
 * compete for them.
 *
 * Throws StrategyUnavailable on a standby, before anything is stored: its locks keep nobody off the primary.
 */
export function takeLocks(
  session: Session,
  accounts: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  return takeEach(accounts, (account) => take(session, account, lockKey(account), signal));
}

/** The facts needed to take locks by force. `accounts` are those whose locks are taken. */
interface Seizing {
  readonly session: Session;
  readonly accounts: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Takes the locks from their holder by ending its session. If that session is of the same account or the same admin, no
 * privilege is needed. Of two emergencies the second waits for the first, by a separate lock. The wait is short if a
 * session of the account holds it, since an attacker with the leaked account knows its key.
 */
export function seizeLocks(
  session: Session,
  accounts: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  const all = () => takeEach(accounts, (account) => seize({ session, accounts, signal }, account));
  // If the account acts itself, its sessions may belong to another emergency.
  return accounts.includes(session.principal) ? all() : insist(session, accounts, all);
}

async function seize(seizing: Seizing, account: string): Promise<boolean> {
  const urgently = await takeUrgent(seizing, account, lockKey(account, 'secret-eviction'));
  const isForced = await force(seizing, account, lockKey(account));
  return urgently || isForced;
}

async function takeUrgent(seizing: Seizing, account: string, key: string): Promise<boolean> {
  const { session, accounts, signal } = seizing;
  const actsItself = accounts.includes(session.principal);
  const isThief = ({ role }: Holder) => !actsItself && accounts.includes(role);
  if ((await holdersOf(session, key)).some(isThief)) return force(seizing, account, key);
  try {
    return await take(session, account, key, signal, actsItself ? courtesy : longestWait);
  } catch (error) {
    if (!(error instanceof Busy) || !actsItself) throw error;
    return force(seizing, account, key);
  }
}

async function force({ session, accounts, signal }: Seizing, account: string, key: string): Promise<boolean> {
  const own = await ownPid(session);
  const end = async (by: Session) => {
    const others = await by.query<{ pid: number }>(
      `select pid from pg_locks where ${isLock} and pid <> all(array[pg_backend_pid(), $2])`,
      [key, own],
    );
    const pids = others.map(({ pid }) => pid);
    if (pids.length > 0) await terminate(by, pids, accounts);
    return pids.length > 0;
  };
  return takeByForce({
    session,
    beside: () => secondOf(session, configureSession),
    end,
    take: (longest) => take(session, account, key, signal, longest),
  });
}

const isLock = `locktype = 'advisory' and (classid::bigint << 32) | objid::bigint = $1 and objsubid = 1`;

/** The holders of a lock, in all databases. */
const fromHeldLocks = `
from pg_locks
where ${isLock}
  and granted
`;

const own = `(select oid from pg_database where datname = current_database())`;

interface Holder {
  readonly pid: number;
  /** The account that has logged in. */
  readonly role: string;
  /**
   * The database of the holder, compared with this session's. An advisory lock belongs to one database: in another one
   * the same lock was free.
   */
  readonly place: 'here' | 'before' | 'after';
}

async function holdersOf(session: Session, key: string): Promise<readonly Holder[]> {
  return session.query<Holder>(
    `select pid, coalesce((select usename::text from pg_stat_activity where pg_stat_activity.pid = pg_locks.pid), '') as role,
  case when database = ${own} then 'here' when database < ${own} then 'before' else 'after' end as place
${fromHeldLocks} and pid <> pg_backend_pid()`,
    [key],
  );
}

/** Takes one lock. Waits at most `longest` milliseconds. */
async function take(
  session: Session,
  account: string,
  key: string,
  signal: AbortSignal,
  longest = longestWait,
): Promise<boolean> {
  const [tried] = await session.query<{ standby: boolean; taken: boolean }>(
    'select pg_is_in_recovery() as standby, pg_try_advisory_lock($1) as taken',
    [key],
  );
  if (tried?.standby)
    throw new StrategyUnavailable(
      'postgresql',
      `${session.service} is a standby, which only reads; use the primary: store its address as Endpoint`,
    );
  const wait = Math.ceil(Math.min(timeLeft(signal) / 2, longest)) || 1;
  if (!tried?.taken) await waitFor(session, account, key, wait, signal);
  const waited = await outwait(session, account, key, wait, signal);
  return waited || !tried?.taken;
}

async function waitFor(
  session: Session,
  account: string,
  key: string,
  wait: number,
  signal: AbortSignal,
): Promise<void> {
  try {
    await session.query(`select set_config('lock_timeout', $1, false), pg_advisory_lock($2)`, [
      `${wait}ms`,
      key,
    ]);
    await session.run(`set lock_timeout to '2s'`);
  } catch (error) {
    throw isTimeout(error) || signal.aborted ? heldElsewhere(account, error) : error;
  }
}

/**
 * Waits for sessions that hold the lock in another database, where a second secret of the account may work. If two
 * sessions see each other, the one in the later database gives up and throws Busy. Returns true if there was such a
 * session.
 */
async function outwait(
  session: Session,
  account: string,
  key: string,
  wait: number,
  signal: AbortSignal,
): Promise<boolean> {
  for (let waited = 0; ; waited += pause) {
    const others = (await holdersOf(session, key)).filter(({ place }) => place !== 'here');
    if (others.length === 0) return waited > 0;
    if (waited >= wait || others.some(({ place }) => place === 'before')) throw heldElsewhere(account);
    await systemClock.sleep(pause, signal).catch(() => {});
  }
}

/** Throws Busy if the session, and with it the locks, is gone. */
export async function confirmLocks(session: Session, accounts: readonly string[]): Promise<void> {
  for (const account of accounts) {
    const rows = await session
      .query(`select 1 ${fromHeldLocks} and database = ${own} and pid = pg_backend_pid()`, [lockKey(account)])
      .catch((error: unknown) => {
        throw error instanceof Unreachable ? lost(account, error) : error;
      });
    if (rows.length === 0) throw lost(account);
  }
}

function lockKey(account: string, use = 'secret-rotation'): string {
  return createHash('sha256').update(`${use} ${account}`).digest().readBigInt64BE().toString();
}

function isTimeout(error: unknown): boolean {
  return isSqlState(error, '55P03');
}

function heldElsewhere(account: string, cause?: unknown): Busy {
  return new Busy(account, 'another rotation of it holds the lock', cause);
}

function lost(account: string, cause?: unknown): Busy {
  return new Busy(account, 'the lock was lost: its session ended, or a connection pool is in between', cause);
}
