import { Refused } from '../../../../../shared/engine/rotation/errors.ts';
import type { RotationContext } from '../../../../../shared/engine/rotation/service.ts';
import type { Environment } from '../../../../../shared/runtime/environment.ts';
import { logIn } from './context.ts';
import type { NewTypeSecret } from './secret.ts';

// To do: use the session as an application does.
/** Logs in with a value in a separate session. Throws Refused. `which` names the value in the error. */
export async function tryOut(
  access: Pick<RotationContext<NewTypeSecret>, 'secret' | 'signal'>,
  environment: Environment,
  value: NewTypeSecret,
  which: string,
): Promise<void> {
  const session = await logIn(access, environment, value);
  if (session === 'refused') throw new Refused(value.AccountName, which);
  await session[Symbol.asyncDispose]();
}

/** Returns whether the server lets a value in. */
export async function isAccepted(...asked: Parameters<typeof logIn>): Promise<boolean> {
  const session = await logIn(...asked);
  if (session === 'refused') return false;
  await session[Symbol.asyncDispose]();
  return true;
}
