import type { Outcome, Result } from '../../engine/rotation/result.ts';
import { escaped } from '../../runtime/text.ts';
import { paints as pc } from './paint.ts';

/** Outcomes on which the operator must decide something. */
const undecided: readonly Outcome[] = ['blocked', 'drifted', 'held-back', 'in-grace'];
/** Outcomes of a request that was not done, although it may still be necessary. */
const undone: readonly Outcome[] = ['postponed', 'stopped'];

/** Returns the exit code: 0 done, 1 failed, 3 the operator must decide. */
export function exitCodeOf({ Outcome: outcome }: Result): number {
  if (undecided.includes(outcome)) return 3;
  return undone.includes(outcome) ? 1 : 0;
}

/** Returns the last line of a command: its outcome. */
export function summary(result: Result): string {
  const { SecretId: secret, VersionId: version, Outcome: outcome, Reason: reason, WindowMs: window } = result;
  const gap = window === undefined ? '' : `; the stored current value was refused for ${window} ms`;
  switch (outcome) {
    case 'rotated':
    case 'step-done':
      return `${pc.green('rotated')} ${secret}, version ${version}${gap}`;
    case 'already-current':
      return `${secret}: version ${version} is current already`;
    case 'evicted':
      return `${pc.green('evicted')} all earlier users of ${secret}, version ${version} is current`;
    case 'retired':
      return `${pc.green('retired')} the previous credential of ${secret}: ${reason}`;
    case 'rolled-back':
      return `${pc.green('rolled back')} ${secret}, version ${version} is current`;
    case 'planned':
    case 'verified':
    case 'repaired':
      return `${pc.green(outcome)} ${secret}: ${reason}`;
    case 'blocked':
    case 'drifted':
      return `${pc.red(outcome)} ${secret}: ${reason}`;
    case 'superseded':
      return `another rotation of ${secret} has won; nothing was changed here`;
    case 'in-grace':
      return `${pc.yellow(outcome)} ${secret}: ${reason}. ${usedBy(result)}Nothing was changed; --end-grace rotates anyway`;
    case 'postponed':
    case 'held-back':
    case 'stopped':
    case 'off':
    case 'not-due':
    case 'kept':
    case 'retiring':
      return `${pc.yellow(outcome)} ${secret}: ${reason}`;
    default:
      return outcome satisfies never;
  }
}

function usedBy({ InGrace: found }: Result): string {
  const users = found?.Users;
  if (users === undefined) return '';
  if (typeof users === 'string') return `It is unknown who uses it: ${users} `;
  if (users.length === 0) return 'Nobody is logged in with it. ';
  const places = users.map(
    ({ Account, From = 'an unknown place', Sessions }) =>
      `${Sessions} as ${escaped(Account)} from ${escaped(From)}`,
  );
  return `Sessions that use it: ${places.join(', ')}. `;
}
