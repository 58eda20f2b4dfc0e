import type { Holding } from '../database/first-account.ts';
import type { Session } from './connector.ts';
import { identifier, literal } from './quoting.ts';

/** The beginning of the comment that marks a role as a second account. The name of the first account follows. */
const mark = 'secret-rotation: second account of ';

/** Marks a role as the second account of another. Needs the right to alter the role. */
export async function markSecond(session: Session, second: string, first: string): Promise<void> {
  await session.run(markStatement(second, first));
}

export function markStatement(second: string, first: string): string {
  return `comment on role ${identifier(second)} is ${literal(`${mark}${first}`)}`;
}

/**
 * Reads the first account that an account's mark names. Everybody may read it, and the session need not be configured.
 */
export async function holdingOf(session: Session, account: string): Promise<Holding> {
  const [found] = await session.query<{ first: string }>(
    `select pg_catalog.substr(comment, pg_catalog.length($2) + 1) as first
from (select pg_catalog.shobj_description(oid, 'pg_authid') as comment from pg_catalog.pg_roles where rolname = $1) as role
where pg_catalog.starts_with(comment, $2)`,
    [account, mark],
  );
  return { account, marked: found?.first };
}
