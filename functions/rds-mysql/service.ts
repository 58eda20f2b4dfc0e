import type { Service } from '../../shared/engine/rotation/service.ts';
import type { DatabaseSecret } from '../../shared/services/database/database-secret.ts';
import { tryingFirst } from '../../shared/services/database/try-first.ts';
import { closeLocked, confirmLocks } from '../../shared/services/mysql/lock.ts';
import { listSessions } from '../../shared/services/mysql/sessions.ts';
import { whenSettled } from '../../shared/services/rds/when-settled.ts';
import { namesAccount, opensAccount } from './account.ts';
import { asOne } from './checks/as-one.ts';
import { findDefiner, findUnfit } from './checks/fit.ts';
import { unlikePresent } from './checks/too-similar.ts';
import type { Context } from './context.ts';
import { setAlone } from './emergency/set-alone.ts';
import { outline } from './preview.ts';
import { repairing } from './repair.ts';
import { retire } from './revocation/retire.ts';
import { revokeAll } from './revocation/revoke-all.ts';
import { testRevoked } from './revocation/test-revoked.ts';
import { placesOf } from './sessions.ts';
import type { DefineStrategy } from './strategies/strategy.ts';
import { testPending, tryOut } from './test.ts';

/**
 * Completes a strategy with the parts that all strategies share. They check before they change anything, and can show
 * what they would send.
 */
export function serviceOf(context: Context, define: DefineStrategy): Service<DatabaseSecret> {
  const { access, acting, api, locked } = context;
  const strategy = define(context);
  const create = async () => {
    const next = await strategy.create();
    // A value that is already stored is resumed all the same.
    for (const unfit of await findDefiner(context, next)) throw unfit;
    return unlikePresent(context, next);
  };
  const trial = tryingFirst(
    context,
    create,
    {
      run: async (value, which) => (await tryOut(context, value, which))[Symbol.asyncDispose](),
      others: async () => (await listSessions(acting.session, acting.session.principal)).length - 1,
    },
    async (next) => {
      const unfit = asOne(await findUnfit(context, next));
      if (unfit) throw unfit;
    },
  );
  return {
    strategy: strategy.name,
    reason: strategy.reason,
    acceptsBoth: strategy.acceptsBoth,
    exclusive: true,
    installs: true,
    login: trial.login,
    account: {
      isNamedBy: async (other) => namesAccount(context, other, await strategy.second?.()),
      isOpenedBy: (other, signal) => opensAccount(context, other, signal),
    },
    rollback: strategy.rollback,
    repair: repairing(context),
    revocation: {
      retire: (previous) => retire(context, previous),
      revokeAll: (older) => revokeAll(context, older),
      testRevoked: (value) => testRevoked(context, value),
    },
    sessions: { list: (value) => placesOf(context, value) },
    preview: { outline: (version, isRefused) => outline(context, define, version, isRefused) },
    endsPrevious: strategy.endsPrevious,
    create: trial.create,
    set: access.emergency ? setAlone(context, strategy.set) : strategy.set,
    test: (next) =>
      api ? whenSettled(access, next, () => testPending(context, next)) : testPending(context, next),
    afterPromotion: strategy.afterPromotion ?? (async () => {}),
    confirmLock: () => confirmLocks(acting.session, locked),
    [Symbol.asyncDispose]: () => closeLocked(acting.session, locked),
  };
}
