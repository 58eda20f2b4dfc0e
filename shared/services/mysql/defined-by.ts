import { list, type Statement, sql } from './quoting.ts';

/** Returns the condition that a `definer` is an account of one of these names. The host follows the last `@`. */
export function definedBy(users: readonly string[]): Statement {
  return sql`
      left(definer, char_length(definer) - char_length(substring_index(definer, '@', -1)) - 1)
        in (${list(users.map((user) => sql`${user}`))})`;
}
