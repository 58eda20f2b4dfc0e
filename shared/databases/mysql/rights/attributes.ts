import { phrase, words } from './show-text.ts';

/** What `show create user` tells of an account besides its name and its password. */
export interface Attributes {
  /** Clauses for `alter user`: what a login must bring, limits, the rules for its passwords. */
  readonly clauses: string;
  /** As MySQL quotes them; MariaDB tells the default role among the grants. */
  readonly defaultRoles: string | undefined;
}

const limits = [
  'MAX_QUERIES_PER_HOUR',
  'MAX_UPDATES_PER_HOUR',
  'MAX_CONNECTIONS_PER_HOUR',
  'MAX_USER_CONNECTIONS',
] as const;

/**
 * Reads `create user … identified …` and the clauses after it. Left out are a comment, which is not the server's
 * business, and a lock or an expired password, which would make a twin of no use.
 */
export function parseAttributes(createUser: string): Attributes {
  const clauses = splitClauses(words(createUser));
  const find = (start: string) => clauses.find((clause) => clause.startsWith(start));
  const given = find('WITH ') ?? '';
  const passwords = clauses.filter((clause) => /^(PASSWORD|FAILED_LOGIN)/.test(clause) && clause !== expired);
  return {
    clauses: [
      find('REQUIRE ') ?? 'REQUIRE NONE',
      `WITH ${limits.map((limit) => `${limit} ${amount(given, limit)}`).join(' ')}`,
      ...(passwords.some((clause) => clause.startsWith(expired)) ? [] : [`${expired} DEFAULT`]),
      ...passwords,
      find('ACCOUNT LOCK') ?? 'ACCOUNT UNLOCK',
    ].join(' '),
    defaultRoles: find('DEFAULT ROLE ')?.slice('DEFAULT ROLE '.length),
  };
}

const expired = 'PASSWORD EXPIRE';

function amount(clause: string, limit: string): string {
  return new RegExp(`${limit} ([\\d.]+)`).exec(clause)?.[1] ?? '0';
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
