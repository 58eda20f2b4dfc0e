import type { Service } from '../../shared/engine/rotation/service.ts';
import type { DatabaseSecret } from '../../shared/services/database/database-secret.ts';
import { hasEntered, tryingFirst } from '../../shared/services/database/try-first.ts';
import { closeLocked, confirmLocks } from '../../shared/services/mysql/lock.ts';
import { listSessions } from '../../shared/services/mysql/sessions.ts';
import { namesAccount, opensAccount } from './account.ts';
import { asOne } from './checks/as-one.ts';
import { findDefiner, findUnfit } from './checks/fit.ts';
import { unlikePresent } from './checks/too-similar.ts';
import type { Opened } from './context.ts';
import { setAlone } from './emergency/set-alone.ts';
import { outline } from './preview.ts';
import { repairing } from './repair.ts';
import { retire } from './revocation/retire.ts';
import { evict } from './revocation/revoke-all.ts';
import { tryOld } from './revocation/test-revoked.ts';
import { placesOf } from './sessions.ts';
import type { DefineStrategy } from './strategies/strategy.ts';
import { prove, tryOut } from './test.ts';

/** Completes a strategy by what is the same for all of them: it looks before it changes anything, and can tell what it would send. */
export function serviceOf(opened: Opened, define: DefineStrategy): Service<DatabaseSecret> {
  const { access, acting, locked } = opened;
  const strategy = define(opened);
  const create = async () => {
    const next = await strategy.create();
    // A value that is stored already is gone on with all the same.
    for (const unfit of await findDefiner(opened, next)) throw unfit;
    return unlikePresent(opened, next);
  };
  const trial = tryingFirst(
    opened,
    create,
    {
      run: async (value, which) => (await tryOut(opened, value, which))[Symbol.asyncDispose](),
      others: async () => (await listSessions(acting.session, acting.session.principal)).length - 1,
    },
    async (next) => {
      const unfit = asOne(await findUnfit(opened, next));
      if (unfit) throw unfit;
    },
  );
  return {
    strategy: strategy.name,
    reason: strategy.reason,
    acceptsBoth: strategy.acceptsBoth,
    exclusive: true,
    installs: true,
    login: {
      currentRefused: acting.as === 'pending' || acting.as === 'previous',
      hasAccepted: (value) => hasEntered(acting, value),
      testCurrent: trial.testCurrent,
    },
    account: {
      isNamedBy: async (other) => namesAccount(opened, other, await strategy.second?.()),
      isOpenedBy: (other, signal) => opensAccount(opened, other, signal),
    },
    rollback: strategy.rollback,
    repair: repairing(opened),
    revocation: {
      retire: (previous) => retire(opened, previous),
      revokeAll: (older) => evict(opened, older),
      testRevoked: (value) => tryOld(opened, value),
    },
    sessions: { list: (value) => placesOf(opened, value) },
    preview: { outline: (version, isRefused) => outline(opened, define, version, isRefused) },
    endsPrevious: strategy.endsPrevious,
    create: trial.create,
    set: access.emergency ? setAlone(opened, strategy.set) : strategy.set,
    test: (next) => prove(opened, next),
    afterPromotion: strategy.afterPromotion ?? (async () => {}),
    confirmLock: () => confirmLocks(acting.session, locked),
    [Symbol.asyncDispose]: () => closeLocked(acting.session, locked),
  };
}
