import type { Repair, Service } from '../../shared/engine/rotation/service.ts';
import type { DatabaseSecret } from '../../shared/services/database/database-secret.ts';
import { byPlace } from '../../shared/services/database/logged-in.ts';
import { hasEntered, tryingFirst } from '../../shared/services/database/try-first.ts';
import { confirmLocks } from '../../shared/services/postgresql/lock.ts';
import { setPassword } from '../../shared/services/postgresql/password.ts';
import { listSessions } from '../../shared/services/postgresql/sessions.ts';
import { namesAccount, opensAccount } from './account.ts';
import { type Opened, tryOut } from './context.ts';
import { outline } from './preview.ts';
import { retire } from './revocation/retire.ts';
import { evict } from './revocation/revoke-all.ts';
import { tryOld } from './revocation/test-revoked.ts';
import { sessionsOf } from './sessions.ts';
import type { DefineStrategy, Strategy } from './strategies/strategy.ts';

/** Completes a strategy by what is the same for all of them: it looks before it changes anything, and can tell what it would send. */
export function serviceOf(opened: Opened, define: DefineStrategy): Service<DatabaseSecret> {
  const { acting, locked } = opened;
  const strategy = define(opened);
  const trial = tryingFirst(opened, () => strategy.create(), {
    run: async (value, which) => void (await tryOut(opened, value, which)),
    others: async () => (await listSessions(acting.session, acting.session.principal)).length,
  });
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
      isNamedBy: (other) => namesAccount(opened, other, strategy.second),
      isOpenedBy: (other, signal) => opensAccount(opened, other, signal),
    },
    repair: repairing(opened, strategy),
    revocation: {
      retire: (previous) => retire(opened, previous),
      revokeAll: (older) => evict(opened, older),
      testRevoked: (value) => tryOld(opened, value),
    },
    sessions: { list: async (value) => byPlace(await sessionsOf(opened, value)) },
    preview: { outline: (version, isRefused) => outline(opened, define, version, isRefused) },
    endsPrevious: strategy.endsPrevious,
    create: trial.create,
    set: strategy.set,
    test: strategy.test,
    afterPromotion: async () => {},
    confirmLock: () => confirmLocks(acting.session, locked),
    [Symbol.asyncDispose]: () => acting.session[Symbol.asyncDispose](),
  };
}

/** Where no admin acts, nobody can set a value again that has been changed. */
function repairing({ acting }: Opened, strategy: Strategy): Repair<DatabaseSecret> | undefined {
  if (acting.as !== 'admin') return undefined;
  const setAgain = (value: DatabaseSecret) =>
    setPassword(acting.session, value.AccountName, value.AccountPassword);
  return { repair: strategy.repair ?? setAgain };
}
