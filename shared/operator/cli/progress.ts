import type { LifecycleEvent } from '../../engine/rotation/lifecycle.ts';
import { formatEvent } from './format-event.ts';
import { startSpinner } from './spinner.ts';
import type { Terminal } from './terminal.ts';

/** A report of events as they happen: with a spinner if somebody watches, else in plain lines. */
export interface Progress extends Disposable {
  hear(event: LifecycleEvent): void;
}

export function progress(out: Terminal, first: string, tells: 'steps' | 'nothing' = 'steps'): Progress {
  const spinner = startSpinner(out, first);
  return {
    hear: (event) => {
      const line = formatEvent(event);
      if (event.event === 'step-started') spinner?.show(`${event.step} …`);
      if (line !== undefined && tells === 'steps') out.say(line);
    },
    [Symbol.dispose]: () => spinner?.stop(),
  };
}
