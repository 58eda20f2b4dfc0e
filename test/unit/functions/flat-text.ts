import fc from 'fast-check';

/** One field of a JSON text as somebody may have written it: name and value as they stand there, white space around. */
export interface Written {
  readonly name: string;
  readonly before: string;
  readonly value: string;
  readonly after: string;
}

const space = fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\r'), maxLength: 3 });

const digits = (least: number, most: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: least, maxLength: most });

const number = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(
      fc.constant('0'),
      digits(0, 40).map((text) => `7${text}`),
    ),
    fc.oneof(
      fc.constant(''),
      digits(1, 12).map((text) => `.${text}`),
    ),
    fc.oneof(
      fc.constant(''),
      fc.tuple(fc.constantFrom('e', 'E', 'e+', 'E-'), digits(1, 2)).map((parts) => parts.join('')),
    ),
  )
  .map((parts) => parts.join(''));

const text = fc
  .array(
    fc.oneof(
      fc.string({ maxLength: 4 }).map((plain) => JSON.stringify(plain).slice(1, -1)),
      fc.constantFrom(
        '\\u0041',
        '\\ud83d\\ude00',
        '\\ud800',
        '\\/',
        '\\":',
        '\\",',
        '\\\\',
        '{',
        '}',
        ',',
        ':',
        '😀',
      ),
    ),
    { maxLength: 4 },
  )
  .map((parts) => `"${parts.join('')}"`);

const name = fc.oneof(text, fc.constantFrom('"7"', '"10"', '"__proto__"', '"toString"', '"Port"', '""'));

const field = fc.record({
  name,
  before: fc.tuple(space, space).map(([one, other]) => `${one}:${other}`),
  value: fc.oneof(text, number, fc.constantFrom('true', 'false')),
  after: space,
});

/** Fields of different names, none of which is in `taken`. */
export function flatFields(taken: readonly string[]) {
  return fc
    .uniqueArray(field, { selector: ({ name }) => JSON.parse(name), maxLength: 6 })
    .map((fields) => fields.filter(({ name }) => !taken.includes(JSON.parse(name))));
}

export function written(fields: readonly Written[], lead = ''): string {
  const members = fields.map(({ name, before, value, after }) => `${lead}${name}${before}${value}${after}`);
  return `${lead}{${members.join(',')}}${lead}`;
}
