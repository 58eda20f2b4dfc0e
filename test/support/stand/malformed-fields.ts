import type { Malformed } from './subject.ts';

/** Values of a JSON secret without a field it must have, with a nested one, and no JSON at all. */
export function malformedFields(field: string): (value: string, canary: string) => readonly Malformed[] {
  return (value, canary) => {
    const { [field]: _, ...others } = JSON.parse(value);
    return [
      {
        title: `a value without ${field}`,
        value: JSON.stringify({ ...others, [`${field}s`]: canary }),
        names: field,
      },
      {
        title: 'a value with a nested field',
        value: JSON.stringify({ ...others, [field]: canary, Extra: { a: canary } }),
        names: 'Extra',
      },
      { title: 'a value that is no JSON', value: canary, names: 'not a JSON' },
    ];
  };
}
