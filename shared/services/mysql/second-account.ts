import type { Holding } from '../database/first-account.ts';
import type { ConfiguredSession } from './configure-session.ts';
import type { Session } from './connector.ts';
import { type Account, list, type Statement, sql, verbatim } from './quoting.ts';
import { isAtLeast, type Server } from './server-version.ts';

/** The attribute of a second account that names its first account. Writing it takes CREATE USER. */
const attribute = 'rotation_second_of';
export const markPath = `$.${attribute}`;

/**
 * Whether the server stores attributes: MySQL from 8.0.21 on, MariaDB never. Source: MySQL, "CREATE USER", comment and
 * attribute options.
 */
export function keepsAttributes(server: Server): boolean {
  return isAtLeast(server, 'mysql', 8, 0, 21);
}

/** Returns the clause for `create user` that marks the account as the second account of its first one. */
export function markClause(server: Server, { account, marked }: Holding, second: string): Statement {
  const first = marked ?? account;
  if (second === first || !keepsAttributes(server)) return verbatim('');
  return sql` ${naming(first)}`;
}

/** Returns the statement that marks existing accounts. Returns undefined if the server stores no marks. */
export function markStatement(
  server: Server,
  seconds: readonly Account[],
  first: string,
): Statement | undefined {
  if (!keepsAttributes(server)) return undefined;
  // The attribute is written once, after all accounts.
  return sql`alter user ${list(seconds.map((second) => sql`${second}`))} ${naming(first)}`;
}

function naming(first: string): Statement {
  return sql`attribute ${JSON.stringify({ [attribute]: first })}`;
}

/**
 * Reads the first account that an account's mark names. Every account may read its own mark, and the session need not
 * be configured.
 */
export async function holdingOf(
  { session, server }: Pick<ConfiguredSession, 'session' | 'server'>,
  account: string,
): Promise<Holding> {
  return { account, marked: keepsAttributes(server) ? await readMark(session, account) : undefined };
}

/** Returns the first account that all entries of an account name, or the entry of the given host. */
export async function firstOfAll(
  { session, server }: Pick<ConfiguredSession, 'session' | 'server'>,
  account: string,
  host: string | undefined,
): Promise<string | undefined> {
  if (!keepsAttributes(server)) return undefined;
  const only = host === undefined ? verbatim('') : sql` and host = ${host}`;
  const [[first, others] = []] = await session.query(sql`
    select min(first), sum(first is null) + count(distinct first) - 1
    from (
      select if(
        json_type(json_extract(attribute, ${markPath})) = 'STRING',
        json_unquote(json_extract(attribute, ${markPath})),
        null
      ) as first
      from information_schema.user_attributes
      where user = ${account}${only}
    ) as entries`);
  return others === '0' ? (first ?? undefined) : undefined;
}

async function readMark(session: Session, user: string): Promise<string | undefined> {
  const [[first] = []] = await session.query(sql`
    select json_unquote(json_extract(attribute, ${markPath}))
    from information_schema.user_attributes
    where user = ${user}
      and json_type(json_extract(attribute, ${markPath})) = 'STRING'
    order by host
    limit 1`);
  return first ?? undefined;
}
