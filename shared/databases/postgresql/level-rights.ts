import { RightsDiffer } from '../../rotation/errors.ts';
import type { Session } from './connector.ts';
import { ServerError } from './errors.ts';
import type { Pair } from './pair.ts';
import { identifier } from './quoting.ts';
import { type Change, type Comparison, compareRights } from './rights/compare.ts';
import { readRights, spell } from './rights/rights.ts';

/** A row security policy takes one round for each role that is added to it. */
const rounds = 3;

export function compare(session: Session, pair: Pair): Promise<Comparison> {
  const { names, release, current } = pair;
  const making = !pair.owner || !pair.next || !current.actsAsOwner;
  return readRights(session, release, [names.current, names.next, names.owner]).then((rights) =>
    compareRights(rights, names, making),
  );
}

/**
 * Carries out the changes and looks again, since the server answers a grant that gave nothing with a warning
 * only. Throws RightsDiffer for what is left.
 */
export async function levelRights(session: Session, pair: Pair): Promise<void> {
  let comparison = await compare(session, pair);
  for (let round = 0; round < rounds; round += 1) {
    refuseMissing(pair, comparison);
    if (comparison.changes.length === 0) return;
    for (const change of comparison.changes) await carryOut(session, pair, change);
    comparison = await compare(session, pair);
  }
  if (comparison.changes.length > 0) throw new RightsDiffer(pair.names.next, comparison.changes.map(byHand));
}

function refuseMissing({ names }: Pair, { missing }: Comparison): void {
  if (missing.length > 0) throw new RightsDiffer(names.next, [...new Set(missing)]);
}

async function carryOut(session: Session, { actor, names }: Pair, change: Change): Promise<void> {
  const { label, statement, fix, acting } = change;
  const needs = { what: `change ${label}`, fix: fix ? spell(fix, actor.name) : statement };
  try {
    if (acting === null) return await session.run(statement, needs);
    const role = identifier(acting);
    const join = `grant ${role} to ${identifier(actor.name)}`;
    await session.run(`set local role ${role}`, { what: `act as ${role}`, fix: join });
    await session.run(statement, needs);
    await session.run('set local role none');
  } catch (error) {
    if (error instanceof ServerError)
      throw new RightsDiffer(names.next, [`${byHand(change)} (${error.message})`]);
    throw error;
  }
}

/** Values of settings stay out of messages. */
function byHand({ label, statement }: Change): string {
  return statement.startsWith('alter role') ? label : `${label}, by hand: ${statement}`;
}
