import { Barred, Busy, Refused, StrategyUnavailable } from '../rotation/errors.ts';
import type { Access, Service } from '../rotation/service.ts';
import type { VersionId } from '../rotation/store.ts';
import type { Acting } from './acting.ts';
import type { DatabaseSecret } from './database-secret.ts';

interface Opened {
  readonly access: Access<DatabaseSecret>;
  readonly acting: Pick<Acting<unknown>, 'as' | 'value' | 'holder' | 'full'>;
}

interface Trial {
  run(value: DatabaseSecret, which: string): Promise<void>;
  /** How many sessions the account that acts has beside the one that does. */
  others(): Promise<number>;
}

/**
 * Has a value that logs in used as an application uses it, beside the session that acts, before a new one is made: what
 * fails then has changed nothing, whether it is the probe, the database or the number of sessions. An emergency does not
 * wait for it, and where no stored value logs in it is left to the proof.
 */
export function triedFirst(
  { access, acting }: Opened,
  next: Service<DatabaseSecret>['next'],
  trial: Trial,
): (version: VersionId) => Promise<DatabaseSecret> {
  return async (version) => {
    if (access.emergency) return next(version);
    await tryOn(access, acting, trial);
    const value = await next(version);
    // The proof would find no place either, once the value is set.
    if (acting.full && value.AccountName === access.current.AccountName) throw acting.full;
    return value;
  };
}

async function tryOn(
  { current, policy }: Opened['access'],
  { as, value, holder }: Opened['acting'],
  { run, others }: Trial,
): Promise<void> {
  const known = as === 'admin' ? holder : value;
  if (known === undefined) return;
  try {
    await run({ ...known, DBName: current.DBName }, as === 'admin' ? 'stored' : as);
  } catch (error) {
    if (error instanceof Busy && as !== 'admin' && (await others()) === 0)
      // No waiting would mend it.
      throw new StrategyUnavailable(
        policy.strategy,
        `${value.AccountName} may have no second session, and a new value is proven beside the one that sets it: raise its limit of connections`,
        error,
      );
    if (!(error instanceof Refused || error instanceof Barred)) throw error;
  }
}
