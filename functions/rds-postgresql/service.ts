import type { Repair, Service } from '../../shared/engine/rotation/service.ts';
import type { DatabaseSecret } from '../../shared/services/database/database-secret.ts';
import { byPlace } from '../../shared/services/database/logged-in.ts';
import { tryingFirst } from '../../shared/services/database/try-first.ts';
import { confirmLocks } from '../../shared/services/postgresql/lock.ts';
import { setPassword } from '../../shared/services/postgresql/password.ts';
import { listSessions } from '../../shared/services/postgresql/sessions.ts';
import { repairByApi } from '../../shared/services/rds/repair.ts';
import { namesAccount, opensAccount } from './account.ts';
import { type Context, tryOut } from './context.ts';
import { outline } from './preview.ts';
import { retire } from './revocation/retire.ts';
import { revokeAll } from './revocation/revoke-all.ts';
import { testRevoked } from './revocation/test-revoked.ts';
import { sessionsOf } from './sessions.ts';
import type { DefineStrategy, Strategy } from './strategies/strategy.ts';

/**
 * Completes a strategy with the parts that all strategies share. They check before they change anything, and can show
 * what they would send.
 */
export function serviceOf(context: Context, define: DefineStrategy): Service<DatabaseSecret> {
  const { acting, locked } = context;
  const strategy = define(context);
  const trial = tryingFirst(context, () => strategy.create(), {
    run: async (value, which) => void (await tryOut(context, value, which)),
    others: async () => (await listSessions(acting.session, acting.session.principal)).length,
  });
  return {
    strategy: strategy.name,
    reason: strategy.reason,
    acceptsBoth: strategy.acceptsBoth,
    exclusive: true,
    installs: true,
    login: trial.login,
    account: {
      isNamedBy: (other) => namesAccount(context, other, strategy.second),
      isOpenedBy: (other, signal) => opensAccount(context, other, signal),
    },
    repair: repairing(context, strategy),
    revocation: {
      retire: (previous) => retire(context, previous),
      revokeAll: (older) => revokeAll(context, older),
      testRevoked: (value) => testRevoked(context, value),
    },
    sessions: { list: async (value) => byPlace(await sessionsOf(context, value)) },
    preview: { outline: (version, isRefused) => outline(context, define, version, isRefused) },
    endsPrevious: strategy.endsPrevious,
    create: trial.create,
    set: strategy.set,
    test: strategy.test,
    afterPromotion: async () => {},
    confirmLock: () => confirmLocks(acting.session, locked),
    [Symbol.asyncDispose]: () => acting.session[Symbol.asyncDispose](),
  };
}

/** Returns the repair by an admin or the API of RDS. Nobody else can set a value again that was changed. */
function repairing({ access, acting, api }: Context, strategy: Strategy): Repair<DatabaseSecret> | undefined {
  if (api) return repairByApi(api, acting, access.current);
  if (acting.as !== 'admin') return undefined;
  const setAgain = (value: DatabaseSecret) =>
    setPassword(acting.session, value.AccountName, value.AccountPassword);
  return { repair: strategy.repair ?? setAgain };
}
