import { RightsDiffer } from '../../../engine/rotation/errors.ts';
import type { ConfiguredSession } from '../configure-session.ts';
import type { Needs } from '../errors.ts';
import { type Account, accountName, sql, verbatim } from '../quoting.ts';
import { changedClauses } from './attributes.ts';
import { describing } from './description.ts';
import { allowing, difference, type Grant, giving, taking, verbOf } from './grant.ts';
import { type Rights, readRights } from './read-rights.ts';

/**
 * Most rounds of copying. Revoking a privilege on a table also revokes it on columns, which the next round grants
 * again.
 */
const mostRounds = 3;

/**
 * Copies the rights of one account to another, removals too, and reads them back until they are equal. Throws
 * RightsDiffer if they do not become equal.
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

/**
 * Returns the grants to revoke and to give, in this order. Column privileges disappear with their table's privilege, so
 * they are not revoked separately.
 */
export function changesFor(wanted: Rights, have: Rights): Changes {
  const { missing, extra } = difference(wanted.grants, have.grants);
  const taken = new Set(extra.map((grant) => taking(grant, '')));
  const goesAlong = (grant: Grant) =>
    grant.kind === 'privilege' &&
    verbOf(grant.privilege) !== grant.privilege &&
    taken.has(taking({ ...grant, privilege: verbOf(grant.privilege) }, ''));
  return { takes: extra.filter((grant) => !goesAlong(grant)), gives: missing };
}

/** Lists the differences for people, each with the statement that removes it. */
export function differencesOf(wanted: Rights, have: Rights): readonly string[] {
  const { missing, extra } = difference(wanted.grants, have.grants);
  return [
    ...missing.map((grant) => `it lacks "${giving(grant, 'it')}"`),
    ...extra.map((grant) => `it needs "${taking(grant, 'it')}"`),
    ...changedClauses(wanted.attributes, have.attributes).map((clause) => `it lacks "${clause}"`),
    ...(wanted.description.text === have.description.text ? [] : ['its comment or attributes differ']),
  ];
}

function isSame(wanted: Rights, have: Rights): boolean {
  return differencesOf(wanted, have).length === 0;
}

/**
 * Copies all attributes except the lock, which is removed together with setting the new password. An earlier unlock
 * would let in a holder of the old password.
 */
async function copyAttributes(
  { session }: ConfiguredSession,
  wanted: Rights,
  have: Rights,
  to: Account,
): Promise<void> {
  const clauses = changedClauses(wanted.attributes, have.attributes);
  // MySQL 9.7 keeps an interval when a statement sets the default, but not when it sets never (tried).
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

/** Returns the advice for an acting account that may not grant or revoke a right. */
export function needsFor(account: Account, grant: Grant, statement: string): Needs {
  return { what: `do this: ${statement}`, fix: `${allowing(grant, accountName(account))};` };
}
