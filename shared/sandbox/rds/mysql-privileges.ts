import type { ServerAccount } from './account-server.ts';
import { databasePattern } from './mysql-accounts.ts';
import { identifier, type MysqlSession } from './mysql-session.ts';
import { modes, onDatabase, serverWide } from './privileges.ts';

/** Reads the accounts of the server anew. */
type ReadAccounts = () => Promise<readonly ServerAccount[]>;

interface Place {
  readonly name: string;
  readonly database: string;
}

/** Gives a mode before it takes away what the mode has not, so that common rights are never missing. */
export async function grantMode(
  session: MysqlSession,
  read: ReadAccounts,
  { mode, ...place }: Place & { readonly mode: string },
): Promise<void> {
  const before = await privilegesAt(read, place);
  const wanted = onDatabase(modes.get(mode) ?? []);
  await session.query(`grant ${wanted.join(', ')} on ${schema(place)}.* to ?@'%'`, [place.name]);
  const surplus = before.filter((one) => !wanted.includes(one));
  await revokeOn(session, place, surplus);
  await alignServerWide(session, read, place.name);
}

/** Takes all rights on a database away. */
export async function revokeAll(session: MysqlSession, read: ReadAccounts, place: Place): Promise<void> {
  await revokeOn(session, place, await privilegesAt(read, place));
  await alignServerWide(session, read, place.name);
}

/**
 * Gives an account the privileges on the server that the modes of its databases have, and no others. Which of them RDS
 * takes away, and when, is inferred. Where SQL has changed the rights on a database, none is taken away.
 */
async function alignServerWide(session: MysqlSession, read: ReadAccounts, name: string): Promise<void> {
  const granted = (await read()).find((one) => one.name === name)?.privileges ?? [];
  const ofModes = new Set(granted.flatMap(({ mode }) => modes.get(mode) ?? []));
  const wanted = serverWide.filter((one) => ofModes.has(one));
  if (wanted.length > 0) await session.query(`grant ${wanted.join(', ')} on *.* to ?@'%'`, [name]);
  if (granted.some(({ mode }) => mode === 'Custom')) return;
  const surplus = serverWide.filter((one) => !ofModes.has(one));
  if (surplus.length > 0) await session.query(`revoke ${surplus.join(', ')} on *.* from ?@'%'`, [name]);
}

async function privilegesAt(read: ReadAccounts, { name, database }: Place): Promise<readonly string[]> {
  const granted = (await read()).find((one) => one.name === name)?.privileges ?? [];
  const found = granted.find((one) => one.database === database);
  return onDatabase(found?.detail.split(',') ?? []);
}

async function revokeOn(session: MysqlSession, place: Place, privileges: readonly string[]): Promise<void> {
  if (privileges.length === 0) return;
  await session.query(`revoke ${privileges.join(', ')} on ${schema(place)}.* from ?@'%'`, [place.name]);
}

const schema = ({ database }: Place) => identifier(databasePattern(database));
