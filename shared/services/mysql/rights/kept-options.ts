import type { ConfiguredSession } from '../configure-session.ts';
import { type Account, sql, verbatim } from '../quoting.ts';
import { readingAccounts } from './reading-accounts.ts';

/**
 * Completes the lines of MySQL's `show create user`, so that they can be parsed. Called with those lines for an account
 * other than the session's own. Reads the account table.
 *
 * MySQL does not escape the texts of a certificate there. An expired password hides its lifetime (tried on 9.7).
 */
export async function withKeptOptions(
  { session, account: own }: ConfiguredSession,
  account: Account,
  shown: readonly string[],
): Promise<readonly string[]> {
  const [row] = await session.query(
    sql`
      select x509_subject, x509_issuer, ssl_cipher, password_lifetime
      from mysql.user
      where user = ${account.user}
        and host = ${account.host}`,
    readingAccounts(own),
  );
  if (row === undefined) return shown;
  const [subject, issuer, cipher, lifetime] = row;
  return [
    ...shown.map((line) => escaped(line, { SUBJECT: subject, ISSUER: issuer, CIPHER: cipher })),
    living(lifetime),
  ];
}

/** Escapes the certificate texts in a line. MySQL shows an empty text only if somebody has set it. */
function escaped(line: string, texts: Readonly<Record<string, string | null | undefined>>): string {
  const given = Object.entries(texts).map(([name, text]) => ({ name, text: text ?? '' }));
  const unescaped = given.map(({ name, text }) => {
    const clause = ` ${name} '${text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}'`;
    return text === '' ? `(?:${clause})?` : clause;
  });
  const written = given.filter(({ text }) => text !== '');
  if (written.length === 0) return line;
  return line.replace(new RegExp(` REQUIRE${unescaped.join('')}`), (found) => {
    const empty = given.filter(({ name, text }) => text === '' && found.includes(` ${name} ''`));
    const clauses = [...written, ...empty].map(({ name, text }) => sql` ${verbatim(name)} ${text}`.reveal());
    return ` REQUIRE${clauses.join('')}`;
  });
}

function living(days: string | null | undefined): string {
  if (days === null || days === undefined) return 'PASSWORD EXPIRE DEFAULT';
  return days === '0' ? 'PASSWORD EXPIRE NEVER' : `PASSWORD EXPIRE INTERVAL ${days} DAY`;
}
