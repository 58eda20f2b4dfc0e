/** One sign of a database's name in a grant: a letter, or a wildcard for one letter or for any number of them. */
type Sign = { readonly letter: string } | 'one' | 'any';

export type DatabaseName = readonly Sign[];

/**
 * Reads the name of a database in a grant. In a pattern `_` and `%` are wildcards, unless a backslash precedes them.
 */
export function readDatabaseName(name: string, isPattern: boolean): DatabaseName {
  if (!isPattern) return [...name].map((letter) => ({ letter }));
  return (name.match(/\\?[\s\S]/gu) ?? []).map((sign) => {
    if (sign === '_') return 'one';
    if (sign === '%') return 'any';
    return { letter: sign.length > 1 ? sign.slice(1) : sign };
  });
}

/** Whether `own` matches every name that `wanted` matches. */
export function stands(own: DatabaseName, wanted: DatabaseName): boolean {
  const [sign, ...rest] = own;
  const [first, ...others] = wanted;
  if (sign === undefined) return first === undefined;
  if (sign === 'any') return stands(rest, wanted) || (first !== undefined && stands(own, others));
  if (first === undefined || first === 'any') return false;
  if (sign === 'one') return stands(rest, others);
  return first !== 'one' && first.letter === sign.letter && stands(rest, others);
}
