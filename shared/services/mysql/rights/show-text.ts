/**
 * Splits the output of `show grants` and `show create user` into words. Quoted names and texts stay whole, so that no
 * part of a name is read as a keyword.
 */
export function words(text: string): readonly string[] {
  return text.match(/`(?:[^`]|``)*`|'(?:[^'\\]|''|\\[\s\S])*'|[(),@]|[^\s`'(),@]+/g) ?? [];
}

/** Joins words with blanks, but without blanks inside an account's name. */
export function phrase(tokens: readonly string[]): string {
  return tokens.reduce((text, token) => {
    const isTight = text === '' || token === '@' || token === ',' || text.endsWith('@');
    return isTight ? text + token : `${text} ${token}`;
  }, '');
}

/** Splits a list at the commas outside of parentheses. */
export function splitList(tokens: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token === '(') depth += 1;
    if (token === ')') depth -= 1;
    if (token === ',' && depth === 0) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.filter((part) => part.length > 0);
}

/** Returns the name in a quoted word. */
export function unquote(word: string): string {
  const quote = word.charAt(0);
  if (quote !== '`' && quote !== "'") return word;
  return word.slice(1, -1).replaceAll(quote + quote, quote);
}
