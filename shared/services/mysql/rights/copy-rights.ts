import { RightsDiffer } from '../../../engine/rotation/errors.ts';
import type { ConfiguredSession } from '../configure-session.ts';
import type { Needs } from '../errors.ts';
import { type Account, accountName, sql, verbatim } from '../quoting.ts';
import { changedClauses } from './attributes.ts';
import { describing } from './description.ts';
import { allowing, difference, type Grant, giving, taking, verbOf } from './grant.ts';
import { type Rights, readRights } from './read-rights.ts';

/** To take a privilege of a table takes those of its columns along, which the next round gives back. */
const mostRounds = 3;

/**
 * Makes the rights of one account those of another, removals too, and reads them back until they are equal.
 * Throws RightsDiffer where they do not become so.
 */
export async function copyRights(configured: ConfiguredSession, wanted: Rights, to: Account): Promise<void> {
  for (let round = 0; round < mostRounds; round += 1) {
    const have = await readRights(configured, to);
    if (isSame(wanted, have)) return;
    await copyAttributes(configured, wanted, have, to);
    const { takes, gives } = changesFor(wanted, have);
    for (const grant of takes) await change(configured, grant, taking(grant, accountName(to)));
    for (const grant of gives) await change(configured, grant, giving(grant, accountName(to)));
    if (configured.session.rehearses) return;
  }
  const differences = differencesOf(wanted, await readRights(configured, to));
  if (differences.length > 0) throw new RightsDiffer(accountName(to), differences);
}

export interface Changes {
  readonly takes: readonly Grant[];
  readonly gives: readonly Grant[];
}

/** What is to be taken and given, in this order. Privileges of columns go with that of their table, which is taken. */
export function changesFor(wanted: Rights, have: Rights): Changes {
  const { missing, extra } = difference(wanted.grants, have.grants);
  const taken = new Set(extra.map((grant) => taking(grant, '')));
  const goesAlong = (grant: Grant) =>
    grant.kind === 'privilege' &&
    verbOf(grant.privilege) !== grant.privilege &&
    taken.has(taking({ ...grant, privilege: verbOf(grant.privilege) }, ''));
  return { takes: extra.filter((grant) => !goesAlong(grant)), gives: missing };
}

/** For people: the statement that would mend each difference. */
export function differencesOf(wanted: Rights, have: Rights): readonly string[] {
  const { missing, extra } = difference(wanted.grants, have.grants);
  return [
    ...missing.map((grant) => `it lacks what "${giving(grant, 'it')}" gives`),
    ...extra.map((grant) => `it has what "${taking(grant, 'it')}" takes`),
    ...changedClauses(wanted.attributes, have.attributes).map((clause) => `it lacks "${clause}"`),
    ...(wanted.description.text === have.description.text ? [] : ['its comment or attributes are others']),
  ];
}

function isSame(wanted: Rights, have: Rights): boolean {
  return differencesOf(wanted, have).length === 0;
}

/** All but the lock, which is taken away with the new password only: before, it would let in who has the old one. */
async function copyAttributes(
  { session }: ConfiguredSession,
  wanted: Rights,
  have: Rights,
  to: Account,
): Promise<void> {
  const clauses = changedClauses(wanted.attributes, have.attributes);
  // MySQL 9.7 leaves an interval as it is when it is told the default, but not where it says never (tried).
  if (clauses.includes('PASSWORD EXPIRE DEFAULT'))
    await session.query(sql`alter user ${to} password expire never`);
  if (clauses.length > 0) await session.query(sql`alter user ${to} ${verbatim(clauses.join(' '))}`);
  for (const statement of describing(to, wanted.description, have.description))
    await session.query(statement);
}

async function change(
  { session, account }: ConfiguredSession,
  grant: Grant,
  statement: string,
): Promise<void> {
  await session.query(verbatim(statement), needsFor(account, grant, statement));
}

/** What to say where the account that acts may not give or take a right. */
export function needsFor(account: Account, grant: Grant, statement: string): Needs {
  return { what: `do this: ${statement}`, fix: `${allowing(grant, accountName(account))};` };
}
