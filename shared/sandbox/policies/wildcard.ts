/**
 * Compares a text with a pattern. `*` stands for any run of characters, `?` for one. Source: policy structure and
 * syntax of RAM. Only the last `*` is tried again, so the cost is at most the pattern's length times that of the text.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  let [at, next] = [0, 0];
  let again: { readonly pattern: number; text: number } | undefined;
  while (next < text.length) {
    if (pattern[at] === '*') {
      at += 1;
      again = { pattern: at, text: next };
    } else if (at < pattern.length && (pattern[at] === '?' || pattern[at] === text[next])) {
      [at, next] = [at + 1, next + 1];
    } else if (again) {
      again.text += 1;
      [at, next] = [again.pattern, again.text];
    } else return false;
  }
  return /^\**$/.test(pattern.slice(at));
}
