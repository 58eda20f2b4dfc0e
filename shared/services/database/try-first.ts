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
  /** Counts the sessions of the acting account beside the acting one. */
  others(): Promise<number>;
}

/**
 * Tries a value that logs in as an application uses it, in a session beside the one that acts. This happens before a
 * new value is made, or a stored one is set. A failure has then changed nothing, whether the cause is the probe, the
 * database or the number of sessions.
 *
 * An emergency skips the try. If no stored value logs in, the later test finds the problem. `next` and `look` belong to
 * the strategy; `look` checks everything else that can be seen.
 */
export function tryingFirst(
  { access, acting }: OpenService,
  next: Service<DatabaseSecret>['create'],
  trial: Trial,
  look: (value: DatabaseSecret) => Promise<void> = async () => {},
): Pick<Service<DatabaseSecret>, 'create'> & { readonly login: Login<DatabaseSecret> } {
  const lookAt = async (value: DatabaseSecret) => {
    // The test would find no place either, once the value is set.
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
    login: {
      currentRefused: acting.as === 'pending' || acting.as === 'previous',
      hasAccepted: (value) => hasEntered(acting, value),
      testCurrent: async (value) => {
        const isCurrent = hasEntered(acting, access.current);
        // If the current value is refused, set the value at once: a wait would leave applications out.
        if (access.emergency || !(isCurrent || acting.full)) return;
        await tryOn(access, acting, trial);
        await lookAt(value);
      },
    },
  };
}

/** Whether a value is the stored one that has logged in. */
export function hasEntered(acting: OpenService['acting'], value: DatabaseSecret): boolean {
  const known = knownTo(acting);
  return known !== undefined && isSameLogin(known, value);
}

/** Returns the stored value that has logged in. */
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
      // Waiting would not help.
      throw new StrategyUnavailable(
        policy.strategy,
        `${value.AccountName} may not open a second session, which the test of a new value needs: raise its connection limit`,
        error,
      );
    if (!(error instanceof Refused || error instanceof LoginBlocked)) throw error;
  }
}
