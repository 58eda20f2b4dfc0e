/** One sign of a database's name in a grant: a letter, or what stands for one letter or for any number of them. */
type Sign = { readonly letter: string } | 'one' | 'any';

export type DatabaseName = readonly Sign[];

/** In a pattern `_` and `%` stand for letters, unless a backslash is before them. */
export function readDatabaseName(name: string, isPattern: boolean): DatabaseName {
  if (!isPattern) return [...name].map((letter) => ({ letter }));
  return (name.match(/\\?[\s\S]/gu) ?? []).map((sign) => {
    if (sign === '_') return 'one';
    if (sign === '%') return 'any';
    return { letter: sign.length > 1 ? sign.slice(1) : sign };
  });
}

/** Whether every name that `wanted` stands for is one that `own` stands for. */
export function stands(own: DatabaseName, wanted: DatabaseName): boolean {
  const [sign, ...rest] = own;
  const [first, ...others] = wanted;
  if (sign === undefined) return first === undefined;
  if (sign === 'any') return stands(rest, wanted) || (first !== undefined && stands(own, others));
  if (first === undefined || first === 'any') return false;
  if (sign === 'one') return stands(rest, others);
  return first !== 'one' && first.letter === sign.letter && stands(rest, others);
}
