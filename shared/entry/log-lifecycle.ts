import type { LifecycleEvent, Listener } from '../engine/rotation/lifecycle.ts';
import type { Line } from '../runtime/logger.ts';

/**
 * Returns a listener that logs each event of a secret as a line. A failure is an error; an event that an operator
 * should check is a warning.
 */
export function logLifecycle(log: (line: Line) => void): Listener {
  return (event) => log({ level: levelOf(event), ...event });
}

const alarming: readonly LifecycleEvent['event'][] = ['failed', 'stopped', 'missed', 'drifted'];
const warning: readonly LifecycleEvent['event'][] = ['status-not-recorded', 'account-shared'];

function levelOf(event: LifecycleEvent): Line['level'] {
  if (alarming.includes(event.event)) return 'error';
  return warning.includes(event.event) ? 'warn' : 'info';
}
