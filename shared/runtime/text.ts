/** A message longer than this is cut: it is for a person, and some of it may be another's. */
const longestText = 2_048;

/** Controls of C0 and C1, DEL, what is not seen, what turns the direction of writing, half characters, ends of lines. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A text as it may be shown: what a terminal or a log would obey is written out, as JSON writes it. */
export function escaped(text: string): string {
  return text.replace(unseen, (one) =>
    Array.from({ length: one.length }, (_, at) => codeUnit(one.charCodeAt(at))).join(''),
  );
}

/** JSON of any value, with the same characters escaped: the document stays what it is. */
export function escapedJson(value: unknown, space?: number): string {
  return escapedLines(JSON.stringify(value, undefined, space));
}

/** The same with every text in it cut. */
export function shortJson(value: unknown): string {
  return escaped(JSON.stringify(value, (_, one: unknown) => (typeof one === 'string' ? cut(one) : one)));
}

/** A text of several lines of ours. */
export function escapedLines(text: string): string {
  return text.split('\n').map(escaped).join('\n');
}

/** At most so many bytes of UTF-8, cut between two characters. */
export function cut(text: string, bytes = longestText): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  const whole = Buffer.from(text).subarray(0, bytes - mark.length);
  // A character that was cut in two leaves up to three bytes that are none.
  return `${new TextDecoder('utf-8', { ignoreBOM: true }).decode(whole, { stream: true })}…`;
}

const mark = Buffer.from('…');

/** How a message reads that leaves this process, whoever has a part in it. */
export function messageOf(text: string): string {
  return cut(escaped(text));
}

/** A text that others have chosen, as one word of a command for a shell. */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function codeUnit(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
