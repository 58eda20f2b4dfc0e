/**
 * Splits what `show grants` and `show create user` answer into words. Quoted names and texts stay whole, so that
 * nothing a name holds is taken for a keyword.
 */
export function words(text: string): readonly string[] {
  return text.match(/`(?:[^`]|``)*`|'(?:[^'\\]|''|\\[\s\S])*'|[(),@]|[^\s`'(),@]+/g) ?? [];
}

/** The words with blanks between them, but none inside an account's name. */
export function phrase(tokens: readonly string[]): string {
  return tokens.reduce((text, token) => {
    const isTight = text === '' || token === '@' || token === ',' || text.endsWith('@');
    return isTight ? text + token : `${text} ${token}`;
  }, '');
}

/** Splits a list at the commas that are in no parentheses. */
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

/** The name in a quoted word. */
export function unquote(word: string): string {
  const quote = word.charAt(0);
  if (quote !== '`' && quote !== "'") return word;
  return word.slice(1, -1).replaceAll(quote + quote, quote);
}
