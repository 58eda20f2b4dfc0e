import { exactInstant } from '../../runtime/time.ts';
import { PrivilegeMissing } from './errors.ts';
import type { User } from './result.ts';
import type { RotationSession } from './rotation-session.ts';
import type { LoggedIn } from './service.ts';

/**
 * Returns who is logged in with a value, if the service reports it. Returns a sentence if this session may not see it,
 * and undefined if the service keeps no sessions, or does not tell with which value they began.
 */
export async function usersOf<Value>(
  { service }: RotationSession<Value>,
  value: Value,
): Promise<readonly User[] | string | undefined> {
  try {
    return (await service.sessions?.list(value))?.map(tell);
  } catch (error) {
    if (error instanceof PrivilegeMissing) return error.message;
    throw error;
  }
}

function tell({ account, from, count, since }: LoggedIn): User {
  return {
    Account: account,
    ...(from === undefined ? {} : { From: from }),
    Sessions: count,
    ...(since === undefined ? {} : { Since: exactInstant(since) }),
  };
}
