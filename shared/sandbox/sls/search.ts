/** One line as a search sees it. */
type Fields = Readonly<Record<string, string>>;

/** A search: its test of a line, and the fields that it names. */
export interface Search {
  readonly fields: readonly string[];
  matches(line: Fields): boolean;
}

/** The error for a text that is not a search, or that uses syntax unknown here. Its message says what is wrong. */
export class NotUnderstood extends Error {}

const token = /\s*(?:([()*])|("(?:[^"\\]|\\.)*")|([A-Za-z_][\w.-]*)(\s*:)?|(\S))/y;

type Token =
  | { readonly kind: 'sign' | 'value' | 'word' | 'field'; readonly text: string }
  | { readonly kind: 'end'; readonly text: '' };

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    const [, sign, quoted, word, colon, other] = match;
    if (other !== undefined) throw new NotUnderstood(`a search holds "${other}", which is not known here`);
    if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else if (quoted !== undefined) tokens.push({ kind: 'value', text: unquoted(quoted) });
    else if (word !== undefined) tokens.push({ kind: colon ? 'field' : 'word', text: word });
  }
  return [...tokens, { kind: 'end', text: '' }];
}

const unquoted = (text: string) => text.slice(1, -1).replace(/\\(.)/g, '$1');

/**
 * Reads the part of SLS's search syntax that is known here: `field: "value"`, `and`, `or`, `not`, parentheses and `*`.
 * Source of their precedence and of the default delimiters: SLS "Search syntax".
 */
export function readSearch(text: string): Search {
  const tokens = tokensOf(text);
  const fields = new Set<string>();
  let at = 0;
  const peek = (): Token => tokens[at] ?? { kind: 'end', text: '' };
  const isWord = (word: string) => peek().kind === 'word' && peek().text.toLowerCase() === word;
  const takeWord = (word: string) => {
    if (!isWord(word)) return false;
    at += 1;
    return true;
  };
  const either = (): Search['matches'] => {
    const parts = [both()];
    while (takeWord('or')) parts.push(both());
    return (line) => parts.some((part) => part(line));
  };
  const both = (): Search['matches'] => {
    const parts = [one()];
    while (takeWord('and')) parts.push(one());
    return (line) => parts.every((part) => part(line));
  };
  const one = (): Search['matches'] => {
    if (takeWord('not')) {
      const part = one();
      return (line) => !part(line);
    }
    const { kind, text: found } = peek();
    at += 1;
    if (kind === 'sign' && found === '*') return () => true;
    if (kind === 'sign' && found === '(') {
      const part = either();
      if (peek().text !== ')') throw new NotUnderstood('a search closes no parenthesis');
      at += 1;
      return part;
    }
    if (kind === 'field') return term(found);
    throw new NotUnderstood(
      found === '' ? 'a search ends too early' : `a search has "${found}" outside a field`,
    );
  };
  const term = (field: string): Search['matches'] => {
    const { kind, text: value } = peek();
    at += 1;
    if (kind !== 'value') throw new NotUnderstood(`a search asks for ${field} without a text in quotes`);
    if (/[*?]/.test(value)) throw new NotUnderstood(`a search asks for ${field} with a wildcard`);
    fields.add(field);
    const wanted = wordsOf(value);
    return (line) => {
      const there = new Set(wordsOf(line[field] ?? ''));
      return wanted.every((word) => there.has(word));
    };
  };
  const matches = either();
  if (peek().kind !== 'end') throw new NotUnderstood(`a search goes on with "${peek().text}"`);
  return { fields: [...fields], matches };
}

/** Returns the words of a text, in lower case. Words are what stands between delimiters. */
const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[\s,'";=()[\]{}?@&<>/:]+/)
    .filter((word) => word !== '');
