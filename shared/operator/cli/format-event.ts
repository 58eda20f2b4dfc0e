import type { LifecycleEvent } from '../../engine/rotation/lifecycle.ts';
import { exactInstant } from '../../runtime/time.ts';
import { paints as pc } from './paint.ts';

/** Returns the line of an event for people; undefined if the last line of the command says it. */
export function formatEvent(event: LifecycleEvent): string | undefined {
  switch (event.event) {
    case 'service-opened':
      return pc.dim(`  strategy ${event.strategy}: ${event.reason}`);
    case 'step-finished':
      return `  ${pc.green('✓')} ${event.step.padEnd(12)} ${event.durationMs} ms${event.outcome === 'kept' ? ' (kept from an earlier attempt)' : ''}`;
    case 'promoted':
      return pc.dim(`  current moved from ${event.from} to ${event.version}`);
    case 'healed':
      return pc.yellow(`  current moved from ${event.from} to ${event.version}, the newest that logs in`);
    case 'status-not-recorded':
      return pc.yellow(`  the status tag could not be written: ${event.code}`);
    case 'failed':
      return event.failures > 0 ? pc.red(`  failed, ${event.failures} in a row`) : pc.red('  failed');
    case 'stopped':
      return pc.red('  timers no longer rotate it');
    case 'sessions-ended':
      return `  ${pc.green('✓')} ended ${event.ended} of ${event.found} sessions that were opened before`;
    case 'old-value':
      return event.proof === 'accepted' || event.proof === 'untried'
        ? pc.red(`  ✗ version ${event.version}: ${event.proof}`)
        : `  ${pc.green('✓')} version ${event.version}: ${event.proof}`;
    case 'drifted':
      return pc.red('  the current value does not log in');
    case 'account-shared':
      return pc.yellow(`  the account is also in ${event.others.join(', ')}, whose value may stop working`);
    case 'missed':
      return pc.red(`  missed at ${exactInstant(event.due)}`);
    case 'step-started':
    case 'finished':
      return undefined;
    default:
      return event satisfies never;
  }
}
