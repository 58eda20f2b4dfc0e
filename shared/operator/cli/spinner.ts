import yoctoSpinner from 'yocto-spinner';
import { painted } from './paint.ts';
import { isWatched, type Terminal } from './terminal.ts';

/** What turns while something is waited for. */
export interface Spinner {
  /** Shows another text, which may name what others have named. */
  show(text: string): void;
  stop(): void;
}

/** On the standard error, so that what is piped has none of it. Nothing where nobody watches. */
export function startSpinner(out: Terminal, text: string): Spinner | undefined {
  return isWatched(out) ? spinnerOn(process.stderr, text) : undefined;
}

/** @public Tests give it a terminal of their own. */
export function spinnerOn(stream: NodeJS.WriteStream, text: string): Spinner {
  const spinner = yoctoSpinner({ text: painted(text), stream }).start();
  return {
    show: (next) => {
      spinner.text = painted(next);
    },
    stop: () => {
      spinner.stop();
    },
  };
}
