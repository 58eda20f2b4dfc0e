import { phrase, words } from './show-text.ts';

/** The attributes in `show create user`, without name, password and description. */
export interface Attributes {
  /** Login requirements, limits and password rules. Each name maps to its value as a statement writes it. */
  readonly options: ReadonlyMap<string, string>;
  readonly isLocked: boolean;
  /** The default roles, as MySQL quotes them. MariaDB lists the default role among the grants. */
  readonly defaultRoles: string | undefined;
}

const limits = [
  'MAX_QUERIES_PER_HOUR',
  'MAX_UPDATES_PER_HOUR',
  'MAX_CONNECTIONS_PER_HOUR',
  'MAX_USER_CONNECTIONS',
  'MAX_STATEMENT_TIME',
] as const;

/**
 * Options by the words that begin their clauses. A value is the default of a new account, which the server does not
 * show.
 */
const options: Readonly<Record<string, string>> = {
  REQUIRE: 'NONE',
  ...Object.fromEntries(limits.map((limit) => [limit, '0'])),
  'PASSWORD EXPIRE': 'DEFAULT',
  'PASSWORD HISTORY': 'DEFAULT',
  'PASSWORD REUSE INTERVAL': 'DEFAULT',
  'PASSWORD REQUIRE CURRENT': 'DEFAULT',
  FAILED_LOGIN_ATTEMPTS: '0',
  PASSWORD_LOCK_TIME: '0',
};

/**
 * Reads the lines that a server returns. They hold `create user … identified …` with the clauses after it. On MariaDB
 * they also hold `alter user` with the lifetime that an expired password hides. Ignores whether the password is
 * expired, since a new one is not.
 */
export function parseAttributes(lines: readonly string[]): Attributes {
  const clauses = lines.flatMap((line) => splitClauses(words(line)));
  const find = (start: string) => clauses.find((clause) => clause.startsWith(start));
  const found = new Map<string, string>();
  for (const clause of clauses)
    for (const [name, value] of optionsIn(clause)) if (value !== undefined) found.set(name, value);
  return {
    options: found,
    isLocked: find('ACCOUNT LOCK') !== undefined,
    defaultRoles: find('DEFAULT ROLE ')?.slice('DEFAULT ROLE '.length),
  };
}

function optionsIn(clause: string): readonly (readonly [string, string | undefined])[] {
  if (clause.startsWith('WITH '))
    return limits.map((limit) => [limit, new RegExp(`${limit} (-?[\\d.]+)`).exec(clause)?.[1]]);
  const name = Object.keys(options).find((option) => clause === option || clause.startsWith(`${option} `));
  if (name === undefined || clause === 'PASSWORD EXPIRE') return [];
  const value = clause.slice(name.length + 1);
  // MariaDB shows no subject for a certificate that must have an empty one.
  return [[name, name === 'REQUIRE' && value === '' ? "SUBJECT ''" : value]];
}

/** Returns the clauses for `alter user` that give an account the options of another. Returns none if it has them. */
export function changedClauses(wanted: Attributes, have: Attributes): readonly string[] {
  const settingOf = ({ options: some }: Attributes, name: string) => some.get(name) ?? options[name] ?? '';
  const differing = Object.keys(options).filter((name) => settingOf(wanted, name) !== settingOf(have, name));
  const clause = (name: string) => `${name} ${settingOf(wanted, name)}`.trimEnd();
  const isLimit = (name: string) => limits.some((limit) => limit === name);
  const limiting = differing.filter(isLimit).map(clause);
  return [
    ...differing.filter((name) => name === 'REQUIRE').map(clause),
    ...(limiting.length > 0 ? [`WITH ${limiting.join(' ')}`] : []),
    ...differing.filter((name) => name !== 'REQUIRE' && !isLimit(name)).map(clause),
  ];
}

function splitClauses(tokens: readonly string[]): readonly string[] {
  const clauses: string[][] = [];
  for (const [index, token] of tokens.entries()) {
    if (startsClause(tokens, index, token)) clauses.push([token]);
    else clauses.at(-1)?.push(token);
  }
  return clauses.map(phrase);
}

function startsClause(tokens: readonly string[], index: number, token: string): boolean {
  const before = tokens[index - 1];
  if (token === 'REQUIRE') return before !== 'PASSWORD';
  if (token === 'PASSWORD') return before !== 'BY';
  if (token === 'WITH') return tokens[index + 1]?.startsWith('MAX_') ?? false;
  if (token === 'DEFAULT') return tokens[index + 1] === 'ROLE';
  return /^(ACCOUNT|FAILED_LOGIN_ATTEMPTS|PASSWORD_LOCK_TIME|COMMENT|ATTRIBUTE)$/.test(token);
}
