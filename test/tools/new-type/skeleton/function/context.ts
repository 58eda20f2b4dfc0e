import { Refused } from '../../../../../shared/engine/rotation/errors.ts';
import type { RotationContext } from '../../../../../shared/engine/rotation/service.ts';
import { stagesInOrder } from '../../../../../shared/engine/rotation/stored-values.ts';
import type { Environment } from '../../../../../shared/runtime/environment.ts';
import type { NewTypeSecret } from './secret.ts';

// To do: move this port, and whoever implements it, to `shared/services/new-type/connector.ts`.
/** A session on the server. */
export interface Session extends AsyncDisposable {
  /** Throws an error of `shared/engine/rotation/errors.ts` for each answer that the server can give. */
  setPassword(value: NewTypeSecret): Promise<void>;
  /** Takes the lock of an account, which ends with the session. Throws Busy. */
  takeLock(account: string): Promise<void>;
  /** Throws Busy if the lock is lost. */
  confirmLock(): Promise<void>;
}

/** The session that acts, with the lock of the account. */
export interface Context extends AsyncDisposable {
  readonly access: RotationContext<NewTypeSecret>;
  readonly environment: Environment;
  readonly session: Session;
  readonly as: 'current' | 'pending' | 'previous';
  /** The stored value that has logged in. */
  readonly entered: NewTypeSecret;
}

/** Logs in with a value, over verified TLS. Returns 'refused' only if the server rejects the password itself. */
export async function logIn(
  _access: Pick<RotationContext<NewTypeSecret>, 'secret' | 'signal'>,
  _environment: Environment,
  value: NewTypeSecret,
): Promise<Session | 'refused'> {
  throw new Error(`To do: log in to ${value.Endpoint}`);
}

/**
 * Logs in with the current value, then takes the lock. If the current value is refused, tries each other value that the
 * server may still accept, once.
 */
export async function open(
  access: RotationContext<NewTypeSecret>,
  environment: Environment,
): Promise<Context> {
  for (const as of stagesInOrder(access.expected, true)) {
    const value = as === 'current' ? access.current : await access[as]();
    if (value === undefined) continue;
    const session = await logIn(access, environment, value);
    if (session === 'refused') continue;
    try {
      await session.takeLock(value.AccountName);
      access.located(`${value.Endpoint}:${value.Port}`, [value.AccountName]);
      const close = () => session[Symbol.asyncDispose]();
      return { access, environment, session, as, entered: value, [Symbol.asyncDispose]: close };
    } catch (error) {
      await session[Symbol.asyncDispose]();
      throw error;
    }
  }
  throw new Refused(access.current.AccountName, 'current');
}
