import { distance } from 'fastest-levenshtein';

/** Returns the name that somebody may have meant, or undefined if none of the known names is similar. */
function nearestName(given: string, known: readonly string[]): string | undefined {
  const [nearest] = known
    .map((name) => ({ name, distance: distance(given.toLowerCase(), name.toLowerCase()) }))
    .filter((one) => one.distance <= Math.max(2, Math.floor(one.name.length / 3)))
    .sort((one, other) => one.distance - other.distance);
  return nearest?.name;
}

/** Returns a message that a name is not known, and which one may be meant. */
export function unknownName(what: string, given: string, known: readonly string[]): string {
  const nearest = nearestName(given, known);
  const hint = nearest === undefined ? `known are ${known.join(', ')}` : `did you mean ${nearest}?`;
  return `names no ${what} that the sandbox has; ${hint}`;
}
