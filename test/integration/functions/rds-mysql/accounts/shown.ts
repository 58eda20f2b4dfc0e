import { type Account, accountName, sql } from '../../../../../shared/services/mysql/quoting.ts';
import type { Query } from '../../../../support/stand/login.ts';
import type { Field } from './field.ts';

/** All that a server tells of one entry, as it stands. */
export interface Shown {
  readonly create: readonly string[];
  readonly grants: readonly string[];
  /** What `create` cannot tell exactly: texts that MySQL does not escape, and what an expired password hides. */
  readonly columns: readonly unknown[];
  readonly isLocked: boolean;
  readonly isExpired: boolean;
}

const password = /\b(AS|BY PASSWORD|USING) '(?:[^'\\]|''|\\[\s\S])*'/g;
const columnList = /\((`(?:[^`]|``)*`(?:, `(?:[^`]|``)*`)*)\)/g;

export async function show(query: Query, { isMysql }: Field, user: string, host: string): Promise<Shown> {
  const account = { user, host };
  const lines = async (statement: string) =>
    (await query(statement)).map((row) => String(Object.values(row ?? {})[0]));
  // Attributes are among the columns, without the mark.
  const create = (await lines(sql`show create user ${account}`.reveal())).map((line) =>
    line.replace(/ ATTRIBUTE '(?:[^'\\]|''|\\[\s\S])*'$/, ''),
  );
  // Their order changes where a server reads its tables again.
  const grants = (await lines(sql`show grants for ${account}`.reveal()))
    .map((line) => line.replaceAll(columnList, (_, list: string) => `(${sorted(list)})`))
    .sort();
  const columns = (
    await query(
      sql`
        select hex(ssl_type), hex(ssl_cipher), hex(x509_issuer), hex(x509_subject)
        from mysql.user
        where user = ${user} and host = ${host}`.reveal(),
    )
  ).concat(
    isMysql
      ? await query(
          sql`
            select password_lifetime, plugin, cast(nullif(json_remove(attribute, '$.rotation_second_of'), json_object()) as char) as attribute
            from mysql.user
              join information_schema.user_attributes using (user, host)
            where user = ${user} and host = ${host}`.reveal(),
        )
      : await query(
          sql`
            select ifnull(json_value(priv, '$.password_lifetime'), -1) as lifetime
            from mysql.global_priv
            where user = ${user} and host = ${host}`.reveal(),
        ),
  );
  const locked = isMysql ? "account_locked = 'Y'" : "json_value(priv, '$.account_locked') is true";
  const expired = isMysql ? "password_expired = 'Y'" : "json_value(priv, '$.password_last_changed') = 0";
  const [standing] = await query(
    `select ifnull(${locked}, 0), ifnull(${expired}, 0) from mysql.${isMysql ? 'user' : 'global_priv'}
    where user = ${sql`${user}`.reveal()} and host = ${sql`${host}`.reveal()}`,
  );
  const [isLocked, isExpired] = Object.values(standing ?? {}).map((told) => Number(told) === 1);
  return { create, grants, columns, isLocked: isLocked ?? false, isExpired: isExpired ?? false };
}

/** The same for every account that may do the same: without name, password, mark, lock, and whether it is expired. */
export function comparable({ isMysql }: Field, shown: Shown, { user, host }: Account): unknown {
  const { create, grants, columns } = shown;
  const plain = (text: string) =>
    text.replaceAll(accountName({ user, host }), 'it').replaceAll(password, '$1 it');
  const [first = ''] = create.map(plain);
  return {
    create: [' ACCOUNT (?:UN)?LOCK\\b', ' PASSWORD EXPIRE(?: NEVER| DEFAULT| INTERVAL \\d+ DAY)?'].reduce(
      (text, clause) => without(text, clause, isMysql),
      first,
    ),
    grants: grants.map(plain).sort(),
    columns,
  };
}

/** MySQL does not escape what a certificate must say, but shows each of these clauses always, and later than that. */
function without(text: string, clause: string, isMysql: boolean): string {
  if (isMysql) return text.replace(new RegExp(`^([\\s\\S]*)${clause}`), '$1');
  return text.replaceAll(new RegExp(`('(?:[^'\\\\]|''|\\\\[\\s\\S])*')|${clause}`, 'g'), '$1');
}

function sorted(list: string): string {
  return (list.match(/`(?:[^`]|``)*`/g) ?? []).sort().join(', ');
}
