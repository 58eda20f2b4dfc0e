import { generatePassword, rdsPasswords } from '../../../shared/engine/credentials/password.ts';
import { RightsDiffer } from '../../../shared/engine/rotation/errors.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { insist } from '../../../shared/services/postgresql/insist.ts';
import { adminOption, type Names, type Pair, readPair } from '../../../shared/services/postgresql/pair.ts';
import { setPassword } from '../../../shared/services/postgresql/password.ts';
import { identifier } from '../../../shared/services/postgresql/quoting.ts';
import { levelSecond } from '../../../shared/services/postgresql/second-login.ts';
import { inTransaction } from '../../../shared/services/postgresql/transaction.ts';
import { type Context, requireAccount, tryOut } from '../context.ts';
import { endAll, withRoom } from '../free-sessions.ts';
import { endPassword } from '../sessions.ts';
import { markOpened } from './own-role.ts';
import { requireSameRole } from './same-role.ts';
import type { Strategy } from './strategy.ts';

/**
 * Makes two logins of one role take turns, with an admin for both. The password of the current one is never touched: it
 * logs in until the next rotation, when its turn comes. `isUnmarked`: the other login exists, and has no mark.
 */
export function alternatingUsers(
  context: Context,
  names: Names,
  isUnmarked: boolean,
  reason: string,
): Strategy {
  const { access, acting } = context;
  const { session } = acting;
  const level = async () => levelSecond(session, await readPair(session, access.secret, names));
  return {
    ...takingTurns(context, names, reason),
    repair: (value) =>
      inTransaction(session, async () => {
        if (names.current === names.second) await level();
        await setPassword(session, value.AccountName, value.AccountPassword);
      }),
    test: async (next) => {
      try {
        await testPair(context, names, next);
      } catch (error) {
        if (!access.emergency || !(error instanceof RightsDiffer)) throw error;
        // A session of the account has changed its settings. Nobody can open another session by now.
        await endAll(context, [names.first, names.second]);
        await inTransaction(session, level);
        await testPair(context, names, next);
      }
    },
    set: async (next) => {
      requireAccount('alternating-users', next, names.next);
      const change = () =>
        inTransaction(session, async () => {
          // Read again, since an earlier call may have created the second login.
          const pair = await readPair(session, access.secret, names);
          // In one transaction with the new value, so that a crash locks nobody out.
          if (access.emergency) await endPassword(context, names.current, 'nologin password null');
          await levelSecond(session, pair);
          if (isUnmarked) await markOpened(context, names);
          await letIn(context, pair);
          await setPassword(session, names.next, next.AccountPassword, altering(pair));
        });
      return access.emergency ? insist(session, [names.first, names.second], change) : change();
    },
  };
}

/** Returns the parts of the strategy that do not depend on who sets the password. */
export function takingTurns(context: Context, names: Names, reason: string): Omit<Strategy, 'set' | 'test'> {
  const { current, policy } = context.access;
  return {
    name: 'alternating-users',
    reason,
    acceptsBoth: true,
    second: names.next,
    endsPrevious: (previous) => previous.AccountName === names.next,
    create: async () => ({
      ...current,
      AccountName: names.next,
      AccountPassword: generatePassword(policy.password, rdsPasswords),
    }),
  };
}

export async function testPair(context: Context, names: Names, next: DatabaseSecret): Promise<void> {
  const accounts = [names.first, names.second];
  await requireSameRole(context, names, await withRoom(context, accounts, () => tryOut(context, next)));
}

/** Lets the next account log in again, if a revocation has ended that. */
async function letIn({ acting }: Context, pair: Pair): Promise<void> {
  const { names, first, second } = pair;
  const next = names.next === names.first ? first : second;
  if (next?.logsIn === false)
    await acting.session.run(`alter role ${identifier(names.next)} login`, altering(pair));
}

function altering({ names, actor, release }: Pair) {
  return {
    what: `alter ${identifier(names.next)}`,
    fix: adminOption(names.next, actor, release.major),
  };
}
