import type { ConfiguredSession } from '../configure-session.ts';
import { type Account, accountName, sql, verbatim } from '../quoting.ts';
import { type Attributes, parseAttributes } from './attributes.ts';
import { type Description, readDescription } from './description.ts';
import { everyPrivilege, type Grant } from './grant.ts';
import { withKeptOptions } from './kept-options.ts';
import { parseAllGrants, parseGrants } from './parse-grants.ts';
import { readingAccounts } from './reading-accounts.ts';

/** The rights of an account, and the requirements for its logins. */
export interface Rights {
  readonly grants: readonly Grant[];
  readonly attributes: Attributes;
  readonly description: Description;
}

/**
 * Reads the rights of an account. Everybody may read their own. For other accounts the session must be able to read the
 * grant tables.
 */
export async function readRights(configured: ConfiguredSession, account: Account): Promise<Rights> {
  const { session, account: own, server } = configured;
  const needs = readingAccounts(own);
  const grants = parseGrants(texts(await session.query(sql`show grants for ${account}`, needs)), account);
  const attributes = await readAttributes(configured, account);
  const description = await readDescription(configured, account);
  const { defaultRoles: roles } = attributes;
  if (server.engine === 'mariadb' || roles === undefined) return { grants, attributes, description };
  return { grants: [...grants, { kind: 'default-role', roles, word: 'to' }], attributes, description };
}

/** Reads the requirements for an account's logins, and their limits. */
export async function readAttributes(configured: ConfiguredSession, account: Account): Promise<Attributes> {
  const { session, account: own, server } = configured;
  const shown = texts(await session.query(sql`show create user ${account}`, readingAccounts(own)));
  const isOwn = accountName(account) === accountName(own);
  const lines =
    server.engine === 'mysql' && !isOwn ? await withKeptOptions(configured, account, shown) : shown;
  return parseAttributes(lines);
}

/**
 * Reads the server-wide privileges of this session, of its own account and of its active roles. `show grants` without a
 * name includes those of the roles.
 */
export async function readOwnPrivileges({ session }: ConfiguredSession): Promise<ReadonlySet<string>> {
  const grants = parseAllGrants(texts(await session.query(verbatim('show grants'))));
  return new Set(
    grants
      .filter((grant) => grant.kind === 'dynamic' || (grant.kind === 'privilege' && grant.on === '*.*'))
      .flatMap((grant) => ('privilege' in grant ? [grant.privilege] : [])),
  );
}

export function holds(privileges: ReadonlySet<string>, privilege: string): boolean {
  return privileges.has(privilege) || privileges.has(everyPrivilege);
}

function texts(rows: readonly (readonly (string | null)[])[]): readonly string[] {
  return rows.flatMap(([text]) => text ?? []);
}
