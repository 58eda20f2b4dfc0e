import { shortJson } from './text.ts';
import { exactInstant } from './time.ts';

type Level = 'info' | 'warn' | 'error';

export type Line = { readonly level: Level; readonly [field: string]: unknown };

/** Where lines go; a test collects them. */
type Sink = (line: string) => void;

/** @public The build imports it into the server of a custom runtime. */
// biome-ignore lint/suspicious/noConsole: Function Compute collects what is printed
export const standardOutput: Sink = (line) => console.log(line);

/** One JSON object a line, whose texts are cut and escaped, each with the fields that hold for the whole invocation. */
export function jsonLogger(
  fields: Readonly<Record<string, unknown>>,
  now: () => number,
  sink = standardOutput,
) {
  return (line: Line) => sink(shortJson({ time: exactInstant(now()), ...fields, ...line }));
}
