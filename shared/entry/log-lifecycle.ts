import type { LifecycleEvent, Listener } from '../engine/rotation/lifecycle.ts';
import type { Line } from '../runtime/logger.ts';

/** Turns what happens to a secret into lines; a failure is an error, what needs a look is a warning. */
export function logLifecycle(log: (line: Line) => void): Listener {
  return (event) => log({ level: levelOf(event), ...event });
}

const alarming: readonly LifecycleEvent['event'][] = ['failed', 'stopped', 'missed', 'drifted'];
const warning: readonly LifecycleEvent['event'][] = ['status-not-recorded', 'account-shared'];

function levelOf(event: LifecycleEvent): Line['level'] {
  if (alarming.includes(event.event)) return 'error';
  return warning.includes(event.event) ? 'warn' : 'info';
}
