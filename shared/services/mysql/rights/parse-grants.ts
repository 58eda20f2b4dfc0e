import { type Account, accountName } from '../quoting.ts';
import { type Grant, grantOption } from './grant.ts';
import { splitList, unquote, words } from './show-text.ts';

/** The grants of one account among the lines of `show grants`, which for oneself can hold those of roles too. */
export function parseGrants(lines: readonly string[], account: Account): readonly Grant[] {
  return parseAll(lines.map(words).filter((tokens) => grantee(tokens) === accountName(account)));
}

/** Every grant in the lines, whoever has it: what a session with these roles active may do. */
export function parseAllGrants(lines: readonly string[]): readonly Grant[] {
  return parseAll(lines.map(words));
}

/** The same, apart for each account or role that has them: MariaDB shows whose they are, MySQL one sum. */
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

/** Word by word: what a certificate must say may hold the same words, in quotes. */
function mayPassOn(tail: readonly string[]): boolean {
  return tail.some(
    (word, index) =>
      word === 'WITH' && /^(GRANT|ADMIN)$/.test(tail[index + 1] ?? '') && tail[index + 2] === 'OPTION',
  );
}

/** Static privileges are words with blanks between them; only the dynamic ones of MySQL 8 have underscores. */
function isDynamic(privilege: string): boolean {
  return /^[A-Z]+(_[A-Z]+)+$/.test(privilege);
}

/** `SELECT (a, b)` is two rights, since the server tells the columns in no particular order. */
function perColumn(privilege: readonly string[]): readonly string[] {
  const open = privilege.indexOf('(');
  if (open === -1) return [privilege.join(' ')];
  const name = privilege.slice(0, open).join(' ');
  return splitList(privilege.slice(open + 1, -1)).map((column) => `${name} (${column.join('')})`);
}

/** `PROCEDURE `a`.`b``, `*.*`, `` `a`.* ``: a kind of object, if any, and a name that has no blanks in it. */
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
