export type Properties = Readonly<Record<string, unknown>>;

/** Whether a value is a map of a template, and not a list or a single value. */
export function isRecord(value: unknown): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
