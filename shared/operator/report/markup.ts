type Part = string | number | Markup | undefined | readonly Part[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Invisible characters that change the visible ones: controls, directions, joiners, halves of a pair. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * HTML in which every part is escaped, except the literals of this source. There is no other way to make one, and
 * deliberately no way to mark a text as safe.
 */
export class Markup {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  /** Makes HTML from a template literal. The value of an attribute must be in quotes, since spaces are not escaped. */
  static from(literals: TemplateStringsArray, ...parts: readonly Part[]): Markup {
    if (literals.slice(0, -1).some((literal) => /=\s*$/.test(literal)))
      throw new TypeError('a part that follows = must be quoted');
    return new Markup(literals.map((literal, index) => literal + write(parts[index])).join(''));
  }

  toString(): string {
    return this.#text;
  }
}

export const html = Markup.from;

function write(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.toString();
  if (typeof part === 'object') return part.map(write).join('');
  return escaped(String(part));
}

/** Escapes a text. Shows an invisible character by its number, so that no name can look like another. */
function escaped(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => entities[character] ?? '')
    .replace(unseen, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
