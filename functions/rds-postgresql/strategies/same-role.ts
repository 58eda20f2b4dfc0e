import { RightsDiffer } from '../../../shared/engine/rotation/errors.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { databaseOf } from '../../../shared/services/postgresql/connector.ts';
import { actsAs, type Names, type Pair, readPair } from '../../../shared/services/postgresql/pair.ts';
import { identifier } from '../../../shared/services/postgresql/quoting.ts';
import { differences } from '../../../shared/services/postgresql/second-login.ts';
import type { Context } from '../context.ts';

/**
 * Reads the pair again. Throws RightsDiffer if the sessions of a login, which work as `seen`, differ from those of the
 * first account. Does nothing in an emergency without an admin: settings made by a thief must not keep anybody from
 * locking the thief out. A verification reports them afterwards.
 */
export async function requireSameRole(context: Context, names: Names, seen: string): Promise<void> {
  const { access, acting } = context;
  if (access.emergency && acting.as !== 'admin') return;
  const pair = await readPair(acting.session, access.secret, names);
  refuseUnlikeSessions(pair, access.current, seen);
}

/**
 * Throws RightsDiffer if the second login is not the first account under another password. `seen` is the role as which
 * the sessions of either login really work. The server ignores the setting for that if the membership is gone.
 */
export function refuseUnlikeSessions(pair: Pair, value: DatabaseSecret, seen: string): void {
  const role = actsAs(pair.first, databaseOf(value));
  const found = unlike(pair);
  if (seen !== role) found.push(`sessions work as ${seen}, but must work as ${role}`);
  if (found.length > 0) throw new RightsDiffer(pair.names.second, found);
}

/**
 * Describes objects that the second login owns itself. The other login does not reach them, and a rotation must not
 * give them away.
 */
export function ownedBySecond(names: Names): string {
  const [first, second] = [names.first, names.second].map(identifier);
  return `${second} owns objects that sessions cannot use as ${first}: reassign owned by ${second} to ${first}`;
}

/** Returns each difference, with the statement that removes it. */
export function unlike(pair: Pair): string[] {
  return differences(pair).map(({ label, statement }) => `${label} (${statement})`);
}
