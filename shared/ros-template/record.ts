export type Properties = Readonly<Record<string, unknown>>;

/** Whether it is a map of a template, as opposed to a list or a single value. */
export function isRecord(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
