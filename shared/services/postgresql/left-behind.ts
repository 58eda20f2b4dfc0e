import { RotationError } from '../../engine/rotation/errors.ts';
import type { Session } from './connector.ts';
import { identifier, literal } from './quoting.ts';

/** Prepared transactions of the accounts. They outlive their session, and keep its locks. */
const prepared = `
select gid, database::text as database, owner::text as owner, database = current_database() as here
from pg_prepared_xacts
where owner = any($1)
`;

/**
 * Members that the accounts added to their own roles. A role may do that before 16, and the server records who did it.
 * Source: release notes of 16, role membership.
 */
const members = `
select roleid::regrole::text as role, member::regrole::text as member
from pg_auth_members
where current_setting('server_version_num')::int < 160000
  and grantor in (select oid from pg_roles where rolname = any($1))
  and roleid in (select oid from pg_roles where rolname = any($1))
  and member not in (select oid from pg_roles where rolname = any($1))
`;

/**
 * Rolls back the prepared transactions of the accounts that this session may end. Returns everything else that a holder
 * of the accounts has left, each with the statement that ends it.
 */
export async function leftBehind(session: Session, accounts: readonly string[]): Promise<string[]> {
  const rows = await session.query<{ gid: string; database: string; owner: string; here: boolean }>(
    prepared,
    [accounts],
  );
  const gaps: string[] = [];
  for (const { gid, database, owner, here } of rows) {
    const statement = `rollback prepared ${literal(gid)}`;
    if (here && (await isDone(session, statement))) continue;
    gaps.push(
      `a prepared transaction of ${owner} is left in database ${identifier(database)}. Run there, as its owner or a superuser: ${statement}`,
    );
  }
  const made = await session.query<{ role: string; member: string }>(members, [accounts]);
  return [
    ...gaps,
    ...made.map(({ role, member }) => `${role} granted itself to ${member}: revoke ${role} from ${member}`),
  ];
}

async function isDone(session: Session, statement: string): Promise<boolean> {
  try {
    await session.run(statement);
    return true;
  } catch (error) {
    if (error instanceof RotationError) return false;
    throw error;
  }
}
