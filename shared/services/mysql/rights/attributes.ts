import { phrase, words } from './show-text.ts';

/** What `show create user` tells of an account besides its name, its password and what describes it. */
export interface Attributes {
  /** What a login must bring, limits and rules for passwords: each by its name, its value as a statement says it. */
  readonly options: ReadonlyMap<string, string>;
  readonly isLocked: boolean;
  /** As MySQL quotes them; MariaDB tells the default role among the grants. */
  readonly defaultRoles: string | undefined;
}

const limits = [
  'MAX_QUERIES_PER_HOUR',
  'MAX_UPDATES_PER_HOUR',
  'MAX_CONNECTIONS_PER_HOUR',
  'MAX_USER_CONNECTIONS',
  'MAX_STATEMENT_TIME',
] as const;

/** By the words that begin its clause. Values that are shown for no account are those of one that was made without more. */
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
 * Reads the lines that a server answers: `create user … identified …` with the clauses after it and, on MariaDB, `alter
 * user` with the lifetime that an expired password hides. Whether it is expired is left out, since a new password is not.
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
  // MariaDB shows nothing of a certificate that must say nothing.
  return [[name, name === 'REQUIRE' && value === '' ? "SUBJECT ''" : value]];
}

/** The clauses for `alter user` that give an account the options of another; none where it has them. */
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
