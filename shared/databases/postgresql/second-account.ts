import type { Session } from './connector.ts';
import { identifier, literal } from './quoting.ts';

/** How the comment of a role begins that says whose second account it is. */
const mark = 'secret-rotation: second account of ';

/** It takes the right to alter the role, which none has over itself. */
export async function markSecond(session: Session, second: string, first: string): Promise<void> {
  await session.run(`comment on role ${identifier(second)} is ${literal(`${mark}${first}`)}`);
}

/** Whose second account it is, as its mark has it. Everybody may read the comments of roles. */
export async function readMarkedFirst(session: Session, role: string): Promise<string | undefined> {
  const [found] = await session.query<{ first: string }>(
    `select substr(shobj_description(oid, 'pg_authid'), length($2) + 1) as first
from pg_roles
where rolname = $1
  and starts_with(shobj_description(oid, 'pg_authid'), $2)`,
    [role, mark],
  );
  return found?.first;
}
