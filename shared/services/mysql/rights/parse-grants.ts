import { type Account, accountName } from '../quoting.ts';
import { type Grant, grantOption } from './grant.ts';
import { splitList, unquote, words } from './show-text.ts';

/**
 * Returns the grants of one account from the lines of `show grants`. For the session's own account, these can also hold
 * grants of roles.
 */
export function parseGrants(lines: readonly string[], account: Account): readonly Grant[] {
  return parseAll(lines.map(words).filter((tokens) => grantee(tokens) === accountName(account)));
}

/** Returns every grant in the lines, whoever has it: the rights of a session with these roles active. */
export function parseAllGrants(lines: readonly string[]): readonly Grant[] {
  return parseAll(lines.map(words));
}

/**
 * Returns the grants, grouped by the account or role that has them. MariaDB shows the owner of each grant, MySQL one
 * sum.
 */
export function parseGrantsByHolder(lines: readonly string[]): readonly (readonly Grant[])[] {
  const holders = new Map<string, (readonly string[])[]>();
  for (const tokens of lines.map(words)) {
    const holder = tokens.slice(granteeAt(tokens) + 1, granteeAt(tokens) + 4).join('');
    const name = /^[^@]*@.*|^`(?:[^`]|``)*`/.exec(holder)?.[0] ?? holder;
    holders.set(name, [...(holders.get(name) ?? []), tokens]);
  }
  return [...holders.values()].map(parseAll);
}

function parseAll(lines: readonly (readonly string[])[]): readonly Grant[] {
  return lines.flatMap(parseLine);
}

function parseLine(tokens: readonly string[]): readonly Grant[] {
  const to = granteeAt(tokens);
  const on = tokens.indexOf('ON');
  if (tokens[0] === 'SET')
    return [{ kind: 'default-role', roles: tokens.slice(3, to).join(''), word: 'for' }];
  const option = mayPassOn(tokens.slice(to));
  if (on === -1)
    return splitList(tokens.slice(1, to)).map((role) => ({ kind: 'role', role: role.join(''), option }));
  if (tokens[1] === 'PROXY') return [{ kind: 'proxy', of: tokens.slice(on + 1, to).join(''), option }];
  const object = objectName(tokens.slice(on + 1, to));
  const privileges = splitList(tokens.slice(1, on))
    .flatMap(perColumn)
    .filter((privilege) => privilege !== 'USAGE');
  if (tokens[0] === 'REVOKE')
    return privileges.map((privilege) => ({ kind: 'withheld', privilege, on: object }));
  if (object === '*.*' && privileges.some(isDynamic))
    return privileges.map((privilege) => ({ kind: 'dynamic', privilege, option }));
  return [...privileges, ...(option ? [grantOption] : [])].map((privilege) => ({
    kind: 'privilege',
    privilege,
    on: object,
  }));
}

/**
 * Whether a grant can be passed on. Compares word by word, since the text of a certificate may hold the same words, in
 * quotes.
 */
function mayPassOn(tail: readonly string[]): boolean {
  return tail.some(
    (word, index) =>
      word === 'WITH' && /^(GRANT|ADMIN)$/.test(tail[index + 1] ?? '') && tail[index + 2] === 'OPTION',
  );
}

/**
 * Whether a privilege is dynamic. Static privileges are words with blanks between them. Only the dynamic ones of MySQL
 * 8 have underscores.
 */
function isDynamic(privilege: string): boolean {
  return /^[A-Z]+(_[A-Z]+)+$/.test(privilege);
}

/** Splits `SELECT (a, b)` into two rights, since the server lists columns in no fixed order. */
function perColumn(privilege: readonly string[]): readonly string[] {
  const open = privilege.indexOf('(');
  if (open === -1) return [privilege.join(' ')];
  const name = privilege.slice(0, open).join(' ');
  return splitList(privilege.slice(open + 1, -1)).map((column) => `${name} (${column.join('')})`);
}

/**
 * Returns an object name such as `PROCEDURE `a`.`b``, `*.*` or `` `a`.* ``: an optional kind, and a name without
 * blanks.
 */
function objectName(tokens: readonly string[]): string {
  const name = tokens.findIndex((token) => !/^[A-Z]+$/.test(token));
  return [...tokens.slice(0, name), tokens.slice(name).join('')].join(' ');
}

function granteeAt(tokens: readonly string[]): number {
  return tokens.findIndex((token) => token === 'TO' || token === 'FROM' || token === 'FOR');
}

function grantee(tokens: readonly string[]): string {
  const [user = '', at, host = ''] = tokens.slice(granteeAt(tokens) + 1);
  return at === '@' ? accountName({ user: unquote(user), host: unquote(host) }) : '';
}
