import pc from 'picocolors';
import type { Compose } from '../composition.ts';
import type { LifecycleEvent } from '../rotation/lifecycle.ts';
import type { Result } from '../rotation/result.ts';
import type { SecretId, VersionId } from '../rotation/store.ts';
import type { Environment } from '../runtime/environment.ts';
import { performHere } from './engine.ts';
import type { Terminal } from './terminal.ts';

export interface RotateOptions {
  /** Milliseconds. */
  readonly timeout: number;
  readonly token?: VersionId | undefined;
}

/** `rotator rotate`: the engine of the function whose type the secret's tag names, run here. */
export async function rotate(
  types: readonly Compose[],
  environment: Environment,
  secret: SecretId,
  { timeout, token }: RotateOptions,
  out: Terminal,
): Promise<number> {
  const request = { operation: 'rotate', secret, token } as const;
  const emit = (event: LifecycleEvent) => out.say(narrate(event));
  const result = await performHere(types, environment, request, { timeout, emit });
  out.document(result);
  out.say(summary(result));
  return result.Outcome === 'postponed' ? 1 : 0;
}

/** A line for each thing that happens. */
export function narrate(event: LifecycleEvent): string {
  switch (event.event) {
    case 'service-opened':
      return pc.dim(`  strategy ${event.strategy}: ${event.reason}`);
    case 'step-started':
      return pc.dim(`  ${event.step} …`);
    case 'step-finished':
      return `  ${pc.green('✓')} ${event.step.padEnd(12)} ${event.durationMs} ms${event.outcome === 'kept' ? ' (kept from an earlier attempt)' : ''}`;
    case 'promoted':
      return pc.dim(`  current moved from ${event.from} to ${event.version}`);
    case 'status-not-recorded':
      return pc.yellow(`  the status tag could not be written: ${event.code}`);
    case 'failed':
      return pc.red(`  failed, ${event.failures} in a row`);
    case 'stopped':
      return pc.red(`  timers leave it alone from now on`);
    case 'sessions-ended':
      return `  ${pc.green('✓')} ended ${event.ended} of ${event.found} sessions that were opened before`;
    case 'old-value':
      return event.proof === 'accepted' || event.proof === 'untried'
        ? pc.red(`  ✗ version ${event.version}: ${event.proof}`)
        : `  ${pc.green('✓')} version ${event.version}: ${event.proof}`;
    case 'missed':
      return pc.red(`  missed at ${new Date(event.due).toISOString()}`);
    case 'finished':
      return '';
    default:
      return event satisfies never;
  }
}

function summary(result: Result): string {
  const { SecretId: secret, VersionId: version, Outcome: outcome, Reason: reason, WindowMs: window } = result;
  const gap = window === undefined ? '' : `; no stored current value logged in for ${window} ms`;
  switch (outcome) {
    case 'rotated':
    case 'step-done':
      return `${pc.green('rotated')} ${secret}, version ${version}${gap}`;
    case 'already-current':
      return `${secret}: version ${version} is current already`;
    case 'evicted':
      return `${pc.green('evicted')} all that used ${secret} before, version ${version} is current`;
    case 'retired':
      return `${pc.green('retired')} the previous credential of ${secret}: ${reason}`;
    case 'planned':
    case 'verified':
    case 'repaired':
      return `${pc.green(outcome)} ${secret}: ${reason}`;
    case 'blocked':
    case 'drifted':
      return `${pc.red(outcome)} ${secret}: ${reason}`;
    case 'rolled-back':
      return `${pc.green('rolled back')} ${secret}, version ${version} is current`;
    case 'superseded':
      return `${secret} was rotated by somebody else meanwhile; nothing was changed here`;
    case 'postponed':
    case 'stopped':
    case 'off':
    case 'not-due':
    case 'kept':
    case 'retiring':
      return `${pc.yellow(outcome)}: ${reason}`;
    default:
      return outcome satisfies never;
  }
}
