import { RotationError } from '../../engine/rotation/errors.ts';
import { untilGone } from '../database/end-all.ts';
import type { Seen } from '../database/logged-in.ts';
import type { Session } from './connector.ts';
import { identifier } from './quoting.ts';
import { inTransaction } from './transaction.ts';

/** A session on the server, in any database. */
export interface Listed extends Seen {
  readonly pid: number;
}

/**
 * The sessions of an account. Every account sees which sessions exist. Only accounts with the role's rights see address
 * and time, so the account itself does (tried on 14, 16 and 18). The server lists login roles, not the roles that
 * sessions act as.
 */
const ofRole = `
select
  pid,
  usename::text as account,
  host(client_addr) as "from",
  extract(epoch from backend_start)::float8 * 1000 as since
from pg_stat_activity
where usename = $1
  and pid <> pg_backend_pid()
order by backend_start
`;

export function listSessions(session: Session, account: string): Promise<readonly Listed[]> {
  return session
    .query<{ pid: number; account: string; from: string | null; since: number | null }>(ofRole, [account])
    .then((rows) =>
      rows.map(({ from, since, ...row }) => ({
        ...row,
        from: from ?? undefined,
        since: since === null ? undefined : Math.floor(since),
      })),
    );
}

/** Returns when the session was opened, by the server's clock, in milliseconds. */
export async function openedAt(session: Session): Promise<number> {
  const [row] = await session.query<{ since: number }>(
    'select extract(epoch from backend_start)::float8 * 1000 as since from pg_stat_activity where pid = pg_backend_pid()',
  );
  return row?.since ?? 0;
}

export async function ownPid(session: Session): Promise<number> {
  const [row] = await session.query<{ pid: number }>('select pg_backend_pid() as pid');
  return row?.pid ?? 0;
}

/**
 * Ends sessions and waits until they are gone. An account may always end its own (tried). Returns those that are left.
 */
export async function endSessions(
  session: Session,
  account: string,
  doomed: readonly Listed[],
  signal: AbortSignal,
): Promise<readonly Listed[]> {
  const pids = new Set(doomed.map(({ pid }) => pid));
  if (pids.size > 0) await terminate(session, [...pids], [account]);
  const look = async () => (await listSessions(session, account)).filter(({ pid }) => pids.has(pid));
  return untilGone(look, signal);
}

/** Accounts whose rights the acting role does not have. Only members of such an account may end its sessions. */
const unreached = `
select rolname::text as name, current_setting('server_version_num')::int >= 160000 as modern
from pg_roles
where rolname = any($1) and not pg_has_role(session_user, oid, 'usage')
`;

/**
 * Ends sessions. A role that may grant these accounts gets their rights for that moment. The transaction is rolled
 * back, so that nobody ever sees the role with them.
 */
export async function terminate(
  session: Session,
  pids: readonly number[],
  accounts: readonly string[] = [],
): Promise<void> {
  const roles = await session.query<{ name: string; modern: boolean }>(unreached, [accounts]);
  if (roles.length > 0 && (await terminateAsMember(session, pids, roles))) return;
  await end(session, pids);
}

async function terminateAsMember(
  session: Session,
  pids: readonly number[],
  roles: readonly { readonly name: string; readonly modern: boolean }[],
): Promise<boolean> {
  const admin = identifier(session.principal);
  const work = async () => {
    for (const { name, modern } of roles)
      await session.run(
        `grant ${identifier(name)} to ${admin}${modern ? ' with inherit true, set false' : ''}`,
      );
    await end(session, pids);
  };
  try {
    await inTransaction(session, work, 'rollback');
    return true;
  } catch (error) {
    if (error instanceof RotationError) return false;
    throw error;
  }
}

async function end(session: Session, pids: readonly number[]): Promise<void> {
  await session.query('select pg_terminate_backend(pid) from unnest($1::int[]) as pid', [pids], {
    what: 'end sessions of another role',
    fix: `grant pg_signal_backend to ${identifier(session.principal)}`,
  });
}
