import { RightsDiffer } from '../../../shared/engine/rotation/errors.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { databaseOf } from '../../../shared/services/postgresql/connector.ts';
import { actsAs, type Names, type Pair, readPair } from '../../../shared/services/postgresql/pair.ts';
import { identifier } from '../../../shared/services/postgresql/quoting.ts';
import { differences } from '../../../shared/services/postgresql/second-login.ts';
import type { Context } from '../context.ts';

/**
 * Looks at the pair as it is now. Throws RightsDiffer where the sessions of a login, which work as `seen`, differ from the
 * first account's. In an emergency that no admin sees to, what a thief has set keeps nobody from shutting him out: a
 * verification tells it afterwards.
 */
export async function requireSameRole(context: Context, names: Names, seen: string): Promise<void> {
  const { access, acting } = context;
  if (access.emergency && acting.as !== 'admin') return;
  const pair = await readPair(acting.session, access.secret, names);
  refuseUnlikeSessions(pair, access.current, seen);
}

/**
 * Throws RightsDiffer where the second login is not the first account under another password. `seen` is as whom the
 * sessions of either really work: the server passes over the setting for that where the membership is gone.
 */
export function refuseUnlikeSessions(pair: Pair, value: DatabaseSecret, seen: string): void {
  const role = actsAs(pair.first, databaseOf(value));
  const found = unlike(pair);
  if (seen !== role) found.push(`sessions work as ${seen}, and have to as ${role}`);
  if (found.length > 0) throw new RightsDiffer(pair.names.second, found);
}

/** What somebody made as the second login itself, the other one does not reach; it is not for a rotation to give away. */
export function ownedBySecond(names: Names): string {
  const [first, second] = [names.first, names.second].map(identifier);
  return `${second} owns objects, which sessions do not reach as ${first}: reassign owned by ${second} to ${first}`;
}

/** Each difference, with the statement that ends it. */
export function unlike(pair: Pair): string[] {
  return differences(pair).map(({ label, statement }) => `${label} (${statement})`);
}
