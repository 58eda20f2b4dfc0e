import type { LifecycleEvent } from '../../engine/rotation/lifecycle.ts';
import { formatEvent } from './format-event.ts';
import { startSpinner } from './spinner.ts';
import type { Terminal } from './terminal.ts';

/** Tells what happens as it happens: with a spinner where somebody watches, and in plain lines where nobody does. */
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
