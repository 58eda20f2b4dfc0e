import { PrivilegeMissing, RightsDiffer } from '../../rotation/errors.ts';
import type { Session } from './connector.ts';
import { ServerError } from './errors.ts';
import type { Pair } from './pair.ts';
import { identifier } from './quoting.ts';
import { type Change, type Comparison, compareRights } from './rights/compare.ts';
import { readRights, spell } from './rights/rights.ts';

/** A row security policy takes one round for each role that is added to it. */
const rounds = 3;

/** Somebody else's grant hangs on the one to be taken, or the grant would come back to its own grantor. */
const entangled = new Set(['2BP01', '0LP01']);

export function compare(session: Session, pair: Pair): Promise<Comparison> {
  const { names, release, current } = pair;
  const making = !pair.owner || !pair.next || !current.actsAsOwner;
  return readRights(session, release, [names.current, names.next, names.owner]).then((rights) =>
    compareRights(rights, names, making),
  );
}

/**
 * Carries out the changes and looks again, since the server answers a grant that gave nothing with a warning
 * only. Throws RightsDiffer for what nobody can do from here, PrivilegeMissing for what this admin cannot.
 */
export async function levelRights(session: Session, pair: Pair): Promise<void> {
  let comparison = await compare(session, pair);
  noteDenied(session, pair, comparison);
  for (let round = 0; round < rounds && comparison.changes.length > 0; round += 1) {
    for (const change of comparison.changes) await carryOut(session, pair, change);
    if (session.rehearses) break;
    comparison = await compare(session, pair);
  }
  const { names, actor } = pair;
  const { missing, changes } = comparison;
  if (missing.length > 0) throw new RightsDiffer(names.next, unique(missing));
  if (changes.length === 0 || session.rehearses) return;
  const labels = unique(changes.map(({ label }) => label));
  const fixes = unique(changes.map((change) => fixOf(change, actor.name)));
  throw new PrivilegeMissing(actor.name, `give or take ${labels.join(', ')}`, fixes.join('; '));
}

function noteDenied({ note }: Session, { actor }: Pair, { changes }: Comparison): void {
  for (const change of changes.filter(({ allowed }) => !allowed))
    note?.(
      new PrivilegeMissing(actor.name, `give or take ${change.label}`, fixOf(change, actor.name)).message,
    );
}

async function carryOut(session: Session, { actor, names }: Pair, change: Change): Promise<void> {
  const { label, statement, acting } = change;
  const needs = { what: `give or take ${label}`, fix: fixOf(change, actor.name) };
  try {
    if (acting === null) return await session.run(statement, needs);
    const role = identifier(acting);
    const membership = `grant ${role} to ${identifier(actor.name)}`;
    await session.run(`set local role ${role}`, { what: `act as ${role}`, fix: membership });
    await session.run(statement, needs);
    await session.run('set local role none');
  } catch (error) {
    if (!(error instanceof ServerError && entangled.has(error.sqlState))) throw error;
    throw new RightsDiffer(names.next, [`${label} cannot be levelled (${error.message})`]);
  }
}

/** Values of settings stay out of messages: the statement itself is shown only where it has none. */
function fixOf({ label, statement, fix }: Change, admin: string): string {
  if (fix) return spell(fix, admin);
  return statement.startsWith('alter role') ? `level ${label} by hand` : statement;
}

function unique(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}
