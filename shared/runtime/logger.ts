import { shortJson } from './text.ts';
import { exactInstant } from './time.ts';

type Level = 'info' | 'warn' | 'error';

export type Line = { readonly level: Level; readonly [field: string]: unknown };

/** The receiver of lines; a test collects them. */
type Sink = (line: string) => void;

/** @public The build imports it into the server of a custom runtime. */
// biome-ignore lint/suspicious/noConsole: Function Compute collects what is printed
export const standardOutput: Sink = (line) => console.log(line);

/**
 * Returns a logger that prints one JSON object a line, with the fields of the whole invocation. It cuts and escapes
 * all texts.
 */
export function jsonLogger(
  fields: Readonly<Record<string, unknown>>,
  now: () => number,
  sink = standardOutput,
) {
  return (line: Line) => sink(shortJson({ time: exactInstant(now()), ...fields, ...line }));
}
