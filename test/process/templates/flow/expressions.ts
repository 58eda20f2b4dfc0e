/** What an expression of a state may name. Source: CloudFlow "Data transfer". */
export interface Context {
  readonly execution: string;
  readonly input: unknown;
  readonly output: unknown;
  readonly error: string;
}

/** A key that ends in `.$` holds an expression, every other one a value. Source: the vendor's samples for FC 3.0. */
export function constructed(given: unknown, context: Context): unknown {
  if (Array.isArray(given)) return given.map((one) => constructed(one, context));
  if (typeof given !== 'object' || given === null) return given;
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) =>
      key.endsWith('.$')
        ? [key.slice(0, -2), evaluated(String(value), context)]
        : [key, constructed(value, context)],
    ),
  );
}

/** Throws where it names what is not there. */
export function evaluated(expression: string, { execution, input, output, error }: Context): unknown {
  const roots = {
    $Input: input,
    $Output: output,
    $Context: { Execution: { Name: execution }, Current: { Error: { Code: error } } },
  };
  return expression.split('.').reduce<unknown>((value, name) => {
    const found =
      typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(name) : undefined;
    if (found === undefined) throw new Error(`${expression} names nothing`);
    return found;
  }, roots);
}
