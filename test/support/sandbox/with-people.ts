import { type SandboxOptions, startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { callsTo } from './calls.ts';
import { movingClock } from './moving-clock.ts';
import { documentOf, roleTrusting, userWithKey } from './people.ts';

export const UserName = 'alice';
export const RoleName = 'rotator';
export const PolicyName = 'p';
export const custom = { PolicyName, PolicyType: 'Custom' };
export const document = documentOf({ Effect: 'Allow', Action: 'kms:*', Resource: '*' });
export const trust = documentOf({
  Effect: 'Allow',
  Action: 'sts:AssumeRole',
  Principal: { Service: 'fc.aliyuncs.com' },
});

/** How RAM writes an instant. */
export const isDate = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** A sandbox with calls of RAM, and a clock that a test can move on. */
export async function startRam(options: SandboxOptions = {}) {
  const clock = movingClock();
  const sandbox = await startSandbox({ clock, ...options });
  return {
    sandbox,
    clock,
    ram: callsTo(sandbox, 'ram'),
    /** Calls of a user without any right. */
    asNobody: async () => callsTo(await userWithKey(sandbox, 'nobody'), 'ram'),
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  };
}

/** There is a user with a key, a role, and a policy that both have. */
export async function startWithPeople(options: SandboxOptions = {}) {
  const running = await startRam(options);
  const key = await userWithKey(running.sandbox, UserName);
  await roleTrusting(running.sandbox, RoleName, { Service: 'fc.aliyuncs.com' });
  await running.ram('CreatePolicy', { PolicyName, PolicyDocument: document });
  await running.ram('AttachPolicyToUser', { ...custom, UserName });
  await running.ram('AttachPolicyToRole', { ...custom, RoleName });
  return { ...running, key };
}
