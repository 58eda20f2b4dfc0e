import { isSameKey, type PublicKey, parsePublicKey } from './public-key.ts';

/** One line of an `authorized_keys` file, with its line ending. */
interface Line {
  readonly text: string;
  /** The key. Absent for a comment, an empty line, and a line that the server could not read either. */
  readonly key?: PublicKey;
  /** The text before the key: its options and the blanks around them. */
  readonly before: string;
  readonly comment: string;
  readonly end: string;
}

const blanks = ' \t';

export function hasKey(file: string, key: PublicKey): boolean {
  return readLines(file).some((line) => isKey(line, key));
}

/**
 * Adds a key right after each line of the key `beside`, with that line's options, so that both keys have equal rights.
 * If the key is there already, its line is written anew. Every other line stays as it is, byte for byte.
 */
export function addBeside(file: string, beside: PublicKey, added: PublicKey, comment: string): string {
  const lines = readLines(removeKey(file, added));
  const usualEnd = lines[0]?.end || '\n';
  return lines
    .flatMap((line) => {
      if (!isKey(line, beside)) return [line.text + line.end];
      const text = `${line.before}${added.type} ${added.blob} ${comment}`;
      return [line.text + (line.end || usualEnd), text + line.end];
    })
    .join('');
}

/** Removes every line of a key, and no other line. The result ends with a newline if the file did. */
export function removeKey(file: string, key: PublicKey): string {
  const lines = readLines(file);
  const kept = lines.filter((line) => !isKey(line, key));
  if (kept.length === lines.length) return file;
  const last = kept.at(-1);
  const unended = lines.at(-1)?.end === '';
  return kept.map((line) => line.text + (line === last && unended ? '' : line.end)).join('');
}

/** Returns every key with the comment of its line, in the order of the file. */
export function keysOf(file: string): { readonly key: PublicKey; readonly comment: string }[] {
  return readLines(file).flatMap(({ key, comment }) => (key ? [{ key, comment }] : []));
}

function isKey(line: Line, key: PublicKey): boolean {
  return line.key !== undefined && isSameKey(line.key, key);
}

function readLines(file: string): Line[] {
  return [...file.matchAll(/([^\n]*?)(\r?\n|$)/g)]
    .filter(([whole]) => whole !== '')
    .map(([, text = '', end = '']) => readLine(text, end));
}

/** Parses one line. Like the server, looks for a key at the beginning, then after the options. Source: sshd(8). */
function readLine(text: string, end: string): Line {
  const start = skipBlanks(text, 0);
  const none = { text, end, before: '', comment: '' };
  if (text[start] === '#') return none;
  for (const at of [start, skipBlanks(text, skipOptions(text, start))]) {
    const key = parsePublicKey(text.slice(at));
    if (key) return { text, key, before: text.slice(0, at), comment: commentOf(text.slice(at)), end };
  }
  return none;
}

function commentOf(key: string): string {
  return /^\S+[ \t]+\S+[ \t]*(.*?)\s*$/.exec(key)?.[1] ?? '';
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (at < text.length && blanks.includes(text.charAt(at))) at += 1;
  return at;
}

/**
 * Returns the position after the options. Options end at the first blank outside of quotes. A quote inside of quotes is
 * written `\"`.
 */
function skipOptions(text: string, from: number): number {
  let quoted = false;
  for (let at = from; at < text.length; at += 1) {
    const here = text.charAt(at);
    if (!quoted && blanks.includes(here)) return at;
    if (here === '\\' && text[at + 1] === '"') at += 1;
    else if (here === '"') quoted = !quoted;
  }
  return text.length;
}
