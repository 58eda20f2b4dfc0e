import type { Session } from './connector.ts';
import { alter } from './make-pair.ts';
import type { Pair } from './pair.ts';
import { identifier } from './quoting.ts';

/** A role the admin has not the rights of, neither by inheriting nor by acting as it. */
const strangers = `
select name
from unnest($1::text[]) with ordinality as wanted (name, place)
left join pg_roles on rolname = name
where pg_roles.oid is null
  or not pg_has_role(session_user, pg_roles.oid, 'usage')
  or not pg_has_role(session_user, pg_roles.oid, $2)
order by place
`;

/**
 * Gives an admin that is no superuser the rights of all three roles for the time of the work, since the server
 * lets only those who have them hand over objects or change default privileges. Called inside a transaction,
 * so that nobody ever sees the admin with them.
 */
export async function withRightsOf(session: Session, pair: Pair, work: () => Promise<void>): Promise<void> {
  const { names, release, actor } = pair;
  if (actor.superuser) return work();
  const member = release < 16 ? 'member' : 'set';
  const wanted = [names.owner, names.current, names.next];
  const rows = await session.query<{ name: string }>(strangers, [wanted, member]);
  const admin = identifier(actor.name);
  const options = release < 16 ? '' : ' with inherit true, set true';
  for (const { name } of rows)
    await session.run(`grant ${identifier(name)} to ${admin}${options}`, alter(name, pair));
  await work();
  const grantor = release < 16 ? '' : ` granted by ${admin}`;
  for (const { name } of rows) await session.run(`revoke ${identifier(name)} from ${admin}${grantor}`);
}
