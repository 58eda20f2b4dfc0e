import { PrivilegeMissing } from '../rotation/errors.ts';
import type { Pass } from '../rotation/pass.ts';
import type { Plan, User } from '../rotation/result.ts';
import type { LoggedIn } from '../rotation/service.ts';
import { fingerprint } from '../rotation/status.ts';
import type { Subject } from '../rotation/subject.ts';

/**
 * Who is logged in by the current and by the previous value, as far as the service tells. A value that was refused or
 * ended, or that a service of one value has forgotten, is not asked about: that would cost a refused login.
 */
export async function usersOf<Value>(
  pass: Pass<Value>,
  { policy }: Subject,
): Promise<Pick<Plan, 'CurrentUsers' | 'PreviousUsers'>> {
  const { service, stages, current } = pass;
  const { previous } = stages;
  if (!service.sessions || service.standIn) return {};
  const CurrentUsers = await ask(pass, current.value);
  const over = previous === undefined || previous === current.version;
  if (over || !service.overlaps || fingerprint(previous) === policy.status.retired) return { CurrentUsers };
  return { CurrentUsers, PreviousUsers: await ask(pass, await pass.read(previous)) };
}

async function ask<Value>({ service }: Pass<Value>, value: Value): Promise<readonly User[] | string> {
  try {
    return ((await service.sessions?.(value)) ?? []).map(tell);
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
    ...(since === undefined ? {} : { Since: new Date(since).toISOString() }),
  };
}
