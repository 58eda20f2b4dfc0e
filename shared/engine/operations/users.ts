import { readIfOurs } from '../rotation/finish.ts';
import { usersOf } from '../rotation/logged-in-users.ts';
import type { Plan } from '../rotation/result.ts';
import type { RotationSession } from '../rotation/rotation-session.ts';
import { fingerprint } from '../rotation/status.ts';
import type { Subject } from '../rotation/subject.ts';

/**
 * Returns who is logged in with the current and with the previous value, as far as the service shows it. Leaves out a
 * value that was refused or ended, or that a service of one value has forgotten. Asking would cost a refused login.
 */
export async function usersOfBoth<Value>(
  session: RotationSession<Value>,
  { policy }: Subject,
): Promise<Pick<Plan, 'CurrentUsers' | 'PreviousUsers'>> {
  const { service, stages, current } = session;
  const { previous } = stages;
  if (service.login?.currentRefused) return {};
  const CurrentUsers = await usersOf(session, current.value);
  if (CurrentUsers === undefined) return {};
  const over = previous === undefined || previous === current.version;
  if (over || !service.acceptsBoth || fingerprint(previous) === policy.status.retired)
    return { CurrentUsers };
  const value = await readIfOurs(session, previous);
  const PreviousUsers = value === undefined ? undefined : await usersOf(session, value);
  return PreviousUsers === undefined ? { CurrentUsers } : { CurrentUsers, PreviousUsers };
}
