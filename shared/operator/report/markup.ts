type Part = string | number | Markup | undefined | readonly Part[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that are not seen and change what is: controls, directions, joiners, halves of a pair. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * HTML whose every part but the literals of this source was escaped. There is no other way to make one, and
 * deliberately none to mark a text as safe.
 */
export class Markup {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  /** An attribute's value must stand in quotes, since spaces are not escaped. */
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

/** What is not seen is shown by its number, so that no name can look like another. */
function escaped(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => entities[character] ?? '')
    .replace(unseen, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}
