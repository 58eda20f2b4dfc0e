import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../rotation/clock.ts';

export type { Clock };

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
};
