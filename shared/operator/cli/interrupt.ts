import { setMaxListeners } from 'node:events';

/** A signal that aborts when somebody interrupts the command. Disposing of it gives Ctrl-C its usual meaning back. */
export interface Interrupt extends Disposable {
  readonly signal: AbortSignal;
}

/** Listens for the first SIGINT or SIGTERM. A second one ends the process at once. */
export function listenForInterrupt(): Interrupt {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  const names = ['SIGINT', 'SIGTERM'] as const;
  const stop = () => {
    for (const name of names) process.off(name, stop);
    controller.abort();
  };
  for (const name of names) process.on(name, stop);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const name of names) process.off(name, stop);
    },
  };
}
