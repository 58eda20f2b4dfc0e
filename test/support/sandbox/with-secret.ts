import { type SandboxOptions, startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { callsTo, create } from './calls.ts';
import { movingClock } from './moving-clock.ts';
import { userWithKey } from './people.ts';

/** A sandbox with the secret `app`, whose version v1 is current, and a clock that a test can move on. */
export async function startWithSecret(options: SandboxOptions = {}) {
  const clock = movingClock();
  const sandbox = await startSandbox({ clock, ...options });
  const call = callsTo(sandbox);
  await create(call, 'app');
  return {
    sandbox,
    call,
    clock,
    /** The ARN of a secret of this account. */
    arn: (name: string) => `acs:kms:${sandbox.regionId}:${sandbox.accountId}:secret/${name}`,
    /** Calls of a user without any right. */
    asNobody: async () => callsTo(await userWithKey(sandbox, 'nobody')),
    [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose](),
  };
}
