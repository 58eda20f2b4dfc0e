import yoctoSpinner from 'yocto-spinner';
import { painted } from './paint.ts';
import { isWatched, type Terminal } from './terminal.ts';

/** A spinner that turns while a command waits. */
export interface Spinner {
  /** Shows another text, which may contain names that others have chosen. */
  show(text: string): void;
  stop(): void;
}

/** Starts a spinner on standard error, so that piped output has none of it. Returns undefined if nobody watches. */
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
