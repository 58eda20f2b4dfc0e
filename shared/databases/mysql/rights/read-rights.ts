import { type Account, accountName, sql, verbatim } from '../quoting.ts';
import type { Settled } from '../settle.ts';
import { type Attributes, parseAttributes } from './attributes.ts';
import { everyPrivilege, type Grant } from './grant.ts';
import { parseAllGrants, parseGrants } from './parse-grants.ts';

/** What an account may do and what its logins must bring. */
export interface Rights {
  readonly grants: readonly Grant[];
  readonly attributes: Attributes;
}

/** One's own can be read by anybody; for those of others the session must be able to read the grant tables. */
export async function readRights(
  { session, account: own, server }: Settled,
  account: Account,
): Promise<Rights> {
  const needs = readingAccounts(own);
  const lines = await session.query(sql`show grants for ${account}`, needs);
  const [[createUser] = []] = await session.query(sql`show create user ${account}`, needs);
  const attributes = parseAttributes(createUser ?? '');
  const grants = parseGrants(texts(lines), account);
  const { defaultRoles: roles } = attributes;
  if (server.engine === 'mariadb' || roles === undefined) return { grants, attributes };
  return { grants: [...grants, { kind: 'default-role', roles, word: 'to' }], attributes };
}

/** The server-wide privileges this session has by itself or, without a name after it, by its active roles. */
export async function readOwnPrivileges({ session }: Settled): Promise<ReadonlySet<string>> {
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

export function readingAccounts(own: Account) {
  return {
    what: 'read the accounts of the server',
    fix: `grant select on mysql.* to ${accountName(own)};`,
  };
}

function texts(rows: readonly (readonly (string | null)[])[]): readonly string[] {
  return rows.flatMap(([text]) => text ?? []);
}
