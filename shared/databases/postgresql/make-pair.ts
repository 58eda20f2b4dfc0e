import { PrivilegeMissing } from '../../rotation/errors.ts';
import type { Holding } from '../first-account.ts';
import type { Session } from './connector.ts';
import type { Needs } from './errors.ts';
import { adminOption, isSettled, type Pair } from './pair.ts';
import { identifier, literal } from './quoting.ts';
import type { Role } from './roles.ts';
import { markSecond } from './second-account.ts';

/**
 * Creates what is missing of the pair. What either account creates from then on belongs to the owning role, as
 * which their sessions act: `set role` is a setting of both. Open sessions go on as they are; as members they
 * keep every right on what changes hands.
 */
export async function makePair(session: Session, pair: Pair, { account, marked }: Holding): Promise<void> {
  const { names, actor, current, next, owner } = pair;
  const [twin, group] = [identifier(names.next), identifier(names.owner)];
  const needs: Needs = {
    what: 'create roles',
    fix: `alter role ${identifier(actor.name)} createrole`,
  };
  for (const role of isSettled(pair) ? [] : [next, owner])
    if (role && !role.administered && !actor.superuser) {
      const { what, fix } = alter(role.name, pair);
      session.note?.(new PrivilegeMissing(actor.name, what, fix).message);
    }
  if (!owner) await session.run(`create role ${group} nologin`, needs);
  if (!next) {
    await session.run(`create role ${twin} login`, needs);
    if (names.next !== marked) await markSecond(session, names.next, marked ?? account);
  }
  if (next?.logsIn === false) await session.run(`alter role ${twin} login`, alter(names.next, pair));
  for (const [name, role] of [
    [names.current, current],
    [names.next, next],
  ] as const) {
    if (!role?.usable) await join(session, pair, name);
  }
}

/** Called once the admin has the rights of all three. */
export async function actAsOwner(session: Session, pair: Pair): Promise<void> {
  const { names, current, next } = pair;
  for (const [name, role] of [
    [names.current, current],
    [names.next, next],
  ] as const) {
    if (role?.actsAsOwner) continue;
    const statement = `alter role ${identifier(name)} set role to ${literal(names.owner)}`;
    await session.run(statement, alter(name, pair));
  }
}

/** Waits no longer than the session's `lock_timeout` for a table in use, since others would queue up behind it. */
export async function giveToOwner(session: Session, pair: Pair): Promise<void> {
  const { names, current, next } = pair;
  const owning = [current, next].filter((role): role is Role => role?.owns === true);
  if (owning.length === 0) return;
  if (session.rehearses) await noteUnhandable(session, pair, owning);
  const group = identifier(names.owner);
  const accounts = owning.map(({ name }) => identifier(name)).join(', ');
  await session.run(`reassign owned by ${accounts} to ${group}`, {
    what: `hand the objects of ${accounts} to ${group}`,
    fix: `reassign owned by ${accounts} to ${group}, run by a superuser; or grant ${group} create on their schemas`,
  });
}

/** Source: PostgreSQL, "ALTER SCHEMA" and "ALTER FUNCTION", what a new owner takes. */
const unhandable = `
select format('grant create on database %I to %I', current_database(), session_user) as fix
where exists (select from pg_namespace where nspowner::regrole::text = any($1))
  and not has_database_privilege(session_user, current_database(), 'create')
union all
select distinct format('grant create on schema %s to %s', pronamespace::regnamespace, proowner::regrole)
from pg_proc
where proowner::regrole::text = any($1)
  and not has_schema_privilege(proowner, pronamespace, 'create')
`;

async function noteUnhandable(
  session: Session,
  { actor, names }: Pair,
  owning: readonly Role[],
): Promise<void> {
  if (actor.superuser) return;
  const roles = owning.map(({ name }) => identifier(name));
  const found = await session.query<{ fix: string }>(unhandable, [
    owning.flatMap(({ name }) => [name, identifier(name)]),
  ]);
  const what = `hand the objects of ${roles.join(', ')} to ${identifier(names.owner)}`;
  for (const { fix } of found) session.note?.(new PrivilegeMissing(actor.name, what, fix).message);
}

export function alter(role: string, { actor, release }: Pair): Needs {
  return { what: `alter ${identifier(role)}`, fix: adminOption(role, actor, release) };
}

async function join(session: Session, pair: Pair, member: string): Promise<void> {
  const { names, release } = pair;
  const options = release < 16 ? '' : ' with inherit true, set true';
  await session.run(
    `grant ${identifier(names.owner)} to ${identifier(member)}${options}`,
    alter(names.owner, pair),
  );
}
