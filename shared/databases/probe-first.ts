import { Barred, Refused } from '../rotation/errors.ts';
import type { Access, Service } from '../rotation/service.ts';
import type { VersionId } from '../rotation/store.ts';
import type { Acting } from './acting.ts';
import type { DatabaseSecret } from './database-secret.ts';

interface Opened {
  readonly access: Access<DatabaseSecret>;
  readonly acting: Pick<Acting<unknown>, 'as' | 'value'>;
}

type Run = (value: DatabaseSecret, which: string) => Promise<void>;

/**
 * Has the probe run with a value that logs in before a new one is made, so that one which fails has changed nothing.
 * An emergency does not wait for it, and where no stored value logs in it is left to the proof.
 */
export function probedFirst(
  { access, acting }: Opened,
  next: Service<DatabaseSecret>['next'],
  run: Run,
): (version: VersionId) => Promise<DatabaseSecret> {
  return async (version) => {
    if (!access.emergency) await tryOn(access, acting, run);
    return next(version);
  };
}

async function tryOn(
  { current }: Opened['access'],
  { as, value }: Opened['acting'],
  run: Run,
): Promise<void> {
  const isOwn = as === 'pending' || as === 'previous';
  try {
    await run(isOwn ? { ...value, DBName: current.DBName } : current, as === 'admin' ? 'current' : as);
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Barred)) throw error;
  }
}
