import type { Session } from '../../shared/databases/postgresql/connector.ts';
import type { Pair } from '../../shared/databases/postgresql/pair.ts';
import { differences } from '../../shared/databases/postgresql/rights/compare.ts';
import { readRights } from '../../shared/databases/postgresql/rights/rights.ts';
import { RightsDiffer } from '../../shared/rotation/errors.ts';

/** Throws RightsDiffer where the next account may do more or less than the current one. */
export async function requireSameRights(session: Session, { names, release }: Pair): Promise<void> {
  const roles = [names.current, names.next, names.owner];
  const found = differences(await readRights(session, release, roles), names);
  if (found.length > 0) throw new RightsDiffer(names.next, found);
}
