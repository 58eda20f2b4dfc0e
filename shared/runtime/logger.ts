import type { LifecycleEvent, Listener } from '../rotation/lifecycle.ts';
import { shortJson } from '../rotation/text.ts';

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
  return (line: Line) => sink(shortJson({ time: new Date(now()).toISOString(), ...fields, ...line }));
}

/** Turns what happens to a secret into lines; a failure is an error, what needs a look is a warning. */
export function logLifecycle(log: (line: Line) => void): Listener {
  return (event) => log({ level: levelOf(event), ...event });
}

const alarming: readonly LifecycleEvent['event'][] = ['failed', 'stopped', 'missed', 'drifted'];
const warning: readonly LifecycleEvent['event'][] = ['status-not-recorded', 'account-shared'];

function levelOf(event: LifecycleEvent): Level {
  if (alarming.includes(event.event)) return 'error';
  return warning.includes(event.event) ? 'warn' : 'info';
}
