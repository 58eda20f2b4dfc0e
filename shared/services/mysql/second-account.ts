import type { Holding } from '../database/first-account.ts';
import type { ConfiguredSession } from './configure-session.ts';
import type { Session } from './connector.ts';
import { type Account, list, type Statement, sql, verbatim } from './quoting.ts';
import { isAtLeast, type Server } from './server-version.ts';

/** The attribute by which an account says whose second one it is; it takes CREATE USER to write it. */
const attribute = 'rotation_second_of';
export const markPath = `$.${attribute}`;

/** From 8.0.21 on; MariaDB has no such place. Source: MySQL, "CREATE USER", comment and attribute options. */
export function keepsAttributes(server: Server): boolean {
  return isAtLeast(server, 'mysql', 8, 0, 21);
}

/** What is added to `create user`, so that the account says from then on whose second one it is. */
export function markClause(server: Server, { account, marked }: Holding, second: string): Statement {
  const first = marked ?? account;
  if (second === first || !keepsAttributes(server)) return verbatim('');
  return sql` ${naming(first)}`;
}

/** Marks accounts that are there; absent where the server keeps no marks. */
export function markStatement(
  server: Server,
  seconds: readonly Account[],
  first: string,
): Statement | undefined {
  if (!keepsAttributes(server)) return undefined;
  // It stands once, behind all of them.
  return sql`alter user ${list(seconds.map((second) => sql`${second}`))} ${naming(first)}`;
}

function naming(first: string): Statement {
  return sql`attribute ${JSON.stringify({ [attribute]: first })}`;
}

/** Reads whose second account it is, as its mark says. Every account may read its own; the session need not be settled. */
export async function holdingOf(
  { session, server }: Pick<ConfiguredSession, 'session' | 'server'>,
  account: string,
): Promise<Holding> {
  return { account, marked: keepsAttributes(server) ? await readMark(session, account) : undefined };
}

/** Whose second account one is in all its entries, or in that of the host named. */
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
