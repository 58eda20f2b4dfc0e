import yoctoSpinner, { type Spinner } from 'yocto-spinner';
import type { LifecycleEvent } from '../rotation/lifecycle.ts';
import { narrate } from './narrate.ts';
import { isWatched, type Terminal } from './terminal.ts';

/** Tells what happens as it happens: with a spinner where somebody watches, and in plain lines where nobody does. */
export interface Progress extends Disposable {
  hear(event: LifecycleEvent): void;
}

/** The spinner is on the standard error, so that what is piped has none of it. */
export function progress(out: Terminal, first: string, tells: 'steps' | 'nothing' = 'steps'): Progress {
  const spinner: Spinner | undefined = isWatched(out) ? yoctoSpinner({ text: first }).start() : undefined;
  return {
    hear: (event) => {
      const line = narrate(event);
      if (spinner && event.event === 'step-started') spinner.text = `${event.step} …`;
      if (line !== undefined && tells === 'steps') out.say(line);
    },
    [Symbol.dispose]: () => spinner?.stop(),
  };
}
