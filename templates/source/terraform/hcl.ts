/** Writes a block as lines, so that it can stand in another one. */
export const block = (head: string, body: readonly string[]): readonly string[] => [
  `${head} {`,
  ...body.map((line) => `  ${line}`),
  '}',
];

/** Writes arguments with their signs in one column, as `terraform fmt` does. One without a value is left out. */
export function aligned(given: Readonly<Record<string, string | undefined>>): readonly string[] {
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  const width = Math.max(...set.map(([name]) => name.length));
  return set.map(([name, value]) => `${name.padEnd(width)} = ${value}`);
}

/** Writes a value. Nothing in a text is evaluated. */
export function literal(value: unknown): string | undefined {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  return JSON.stringify(value)?.replaceAll(/[$%](?=\{)/g, '$&$&');
}
