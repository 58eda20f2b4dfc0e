import { distance } from 'fastest-levenshtein';

/** Returns the known name that a misspelt one most likely means. Returns undefined if none is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const [candidate] = known.toSorted((one, other) => distance(name, one) - distance(name, other));
  if (candidate === undefined) return undefined;
  return distance(name, candidate) <= Math.max(1, Math.floor(candidate.length / 3)) ? candidate : undefined;
}

/** Returns `; did you mean idle?`, or an empty text. */
export function suggestion(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  return meant === undefined ? '' : `; did you mean ${meant}?`;
}
