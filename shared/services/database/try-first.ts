import { Busy, LoginBlocked, Refused, StrategyUnavailable } from '../../engine/rotation/errors.ts';
import type { Login, RotationContext, Service } from '../../engine/rotation/service.ts';
import { type Acting, isSameLogin } from './acting.ts';
import type { DatabaseSecret } from './database-secret.ts';

interface OpenService {
  readonly access: RotationContext<DatabaseSecret>;
  readonly acting: Pick<Acting<unknown>, 'as' | 'value' | 'holder' | 'full'>;
}

interface Trial {
  run(value: DatabaseSecret, which: string): Promise<void>;
  /** How many sessions the account that acts has beside the one that does. */
  others(): Promise<number>;
}

/**
 * Has a value that logs in used as an application uses it, beside the session that acts, before a new one is made or one
 * that is stored already is set: what fails then has changed nothing, whether it is the probe, the database or the number
 * of sessions. An emergency does not wait for it, and where no stored value logs in it is left to the proof. `next` and
 * `look`, which finds what else can be seen, are the strategy's own.
 */
export function tryingFirst(
  { access, acting }: OpenService,
  next: Service<DatabaseSecret>['create'],
  trial: Trial,
  look: (value: DatabaseSecret) => Promise<void> = async () => {},
): Pick<Service<DatabaseSecret>, 'create'> & Pick<Login<DatabaseSecret>, 'testCurrent'> {
  const lookAt = async (value: DatabaseSecret) => {
    // The proof would find no place either, once the value is set.
    if (acting.full && value.AccountName === access.current.AccountName) throw acting.full;
    await look(value);
  };
  return {
    create: async (version) => {
      if (!access.emergency) await tryOn(access, acting, trial);
      const value = await next(version);
      if (!access.emergency) await lookAt(value);
      return value;
    },
    testCurrent: async (value) => {
      const isCurrent = hasEntered(acting, access.current);
      // Where the current value is refused, the value may be set: to wait then would leave applications out.
      if (access.emergency || !(isCurrent || acting.full)) return;
      await tryOn(access, acting, trial);
      await lookAt(value);
    },
  };
}

/** Whether a value is the stored one that has logged in. */
export function hasEntered(acting: OpenService['acting'], value: DatabaseSecret): boolean {
  const known = knownTo(acting);
  return known !== undefined && isSameLogin(known, value);
}

/** The stored value that has logged in. */
function knownTo({ as, value, holder }: OpenService['acting']): DatabaseSecret | undefined {
  return as === 'admin' ? holder : value;
}

async function tryOn(
  { current, policy }: OpenService['access'],
  acting: OpenService['acting'],
  { run, others }: Trial,
): Promise<void> {
  const { as, value } = acting;
  const known = knownTo(acting);
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
    if (!(error instanceof Refused || error instanceof LoginBlocked)) throw error;
  }
}
