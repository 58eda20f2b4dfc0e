/** The most bytes of a message; a longer one is cut. A person reads it, and parts of it may come from others. */
const longestText = 2_048;

/**
 * Controls of C0 and C1, DEL, invisible characters, characters that change the direction of writing, half characters,
 * ends of lines.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Returns a text that is safe to show: characters that a terminal or a log would obey are escaped as in JSON. */
export function escaped(text: string): string {
  return text.replace(unseen, (one) =>
    Array.from({ length: one.length }, (_, at) => codeUnit(one.charCodeAt(at))).join(''),
  );
}

/** Returns any value as JSON, with the same characters escaped. The meaning of the document stays the same. */
export function escapedJson(value: unknown, space?: number): string {
  return escapedLines(JSON.stringify(value, undefined, space));
}

/** Returns any value as escaped JSON on one line, with every text in it cut. */
export function shortJson(value: unknown): string {
  return escaped(JSON.stringify(value, (_, one: unknown) => (typeof one === 'string' ? cut(one) : one)));
}

/** Escapes each line of a text that this product wrote, and keeps the line breaks. */
export function escapedLines(text: string): string {
  return text.split('\n').map(escaped).join('\n');
}

/** Returns at most `bytes` bytes of UTF-8, cut between two characters. */
export function cut(text: string, bytes = longestText): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  const whole = Buffer.from(text).subarray(0, bytes - mark.length);
  // A character that was cut in two leaves up to three bytes, which the decoder drops.
  return `${new TextDecoder('utf-8', { ignoreBOM: true }).decode(whole, { stream: true })}…`;
}

const mark = Buffer.from('…');

/** Escapes and cuts a message that leaves this process, even if others wrote parts of it. */
export function messageOf(text: string): string {
  return cut(escaped(text));
}

/** Quotes a text that others have chosen, as one word of a shell command. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function codeUnit(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
