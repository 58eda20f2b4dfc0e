import type { Trigger } from '../../../alibaba/fc/list-triggers.ts';
import { EventMalformed } from '../../../engine/rotation/errors.ts';
import type { SecretId } from '../../../engine/rotation/store.ts';
import { readEvent } from '../../../entry/event.ts';

/** The sweep that a time trigger asks for. */
export interface SweepTimer {
  readonly name: string;
  readonly cron: string;
  readonly isEnabled: boolean;
  /** The secrets of the sweep; undefined for all of the type. */
  readonly secrets: readonly SecretId[] | undefined;
}

/** Returns the sweeps of the triggers. Ignores triggers that ask for something else, or that cannot be read. */
export function sweepTimers(triggers: readonly Trigger[]): readonly SweepTimer[] {
  return triggers.flatMap(({ triggerName, timer }) => {
    const request = timer && requestOf(timer.payload);
    if (!timer || request?.operation !== 'sweep') return [];
    const { cronExpression: cron, enable: isEnabled } = timer;
    return [{ name: triggerName, cron, isEnabled, secrets: request.secrets }];
  });
}

function requestOf(payload: string) {
  try {
    return readEvent(Buffer.from(payload));
  } catch (error) {
    if (error instanceof EventMalformed) return undefined;
    throw error;
  }
}
