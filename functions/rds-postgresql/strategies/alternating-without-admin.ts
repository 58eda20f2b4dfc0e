import { Refused, RightsDiffer } from '../../../shared/engine/rotation/errors.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { configureSession } from '../../../shared/services/postgresql/configure-session.ts';
import { logIn, type Session } from '../../../shared/services/postgresql/connector.ts';
import { insist } from '../../../shared/services/postgresql/insist.ts';
import { type Names, readPair } from '../../../shared/services/postgresql/pair.ts';
import { setPassword } from '../../../shared/services/postgresql/password.ts';
import { actingAs } from '../../../shared/services/postgresql/second-login.ts';
import { type Context, requireAccount } from '../context.ts';
import { takingTurns, testPair } from './alternating-users.ts';
import { requireSameRole, unlike } from './same-role.ts';
import type { Strategy } from './strategy.ts';

/**
 * Makes two logins of one role take turns, and each change its own password. The one whose turn it is logs in with the
 * value of the previous version. Both are compared before, since nobody can level them afterwards.
 */
export function alternatingWithoutAdmin(context: Context, names: Names, reason: string): Strategy {
  const { access, acting, wrapForDryRun = (session) => session } = context;
  const { session: own } = acting;
  const change = (session: Session, { AccountName, AccountPassword }: DatabaseSecret) => {
    const set = () => setPassword(wrapForDryRun(session), AccountName, AccountPassword);
    if (!access.emergency) return set();
    // Only the second login, a member of the first account, may end the sessions of both.
    const member = own.principal === names.second ? own : session;
    return insist(session, [names.first, names.second], set, member);
  };
  return {
    ...takingTurns(context, names, reason),
    test: (next) => testPair(context, names, next),
    set: async (next, fresh) => {
      requireAccount('alternating-users', next, names.next);
      if (own.principal === names.next) {
        const found = unlike(await readPair(own, access.secret, names));
        if (found.length > 0 && !access.emergency) throw new RightsDiffer(names.next, found);
        return change(own, next);
      }
      await using session = await logInAsNext(context, next, fresh);
      await requireSameRole(context, names, await actingAs(session));
      await configureSession(session);
      await change(session, next);
    },
  };
}

/**
 * Logs in as the account whose turn it is. If an earlier attempt may have set the new value, tries that first. Throws
 * Refused.
 */
async function logInAsNext(
  { access, dialling }: Context,
  next: DatabaseSecret,
  fresh: boolean,
): Promise<Session> {
  const previous = await access.previous();
  const known = fresh ? [previous] : [next, previous];
  for (const value of known) {
    if (value?.AccountName !== next.AccountName) continue;
    const session = await logIn(dialling, value);
    if (session !== 'refused') return session;
  }
  throw new Refused(next.AccountName, 'previous');
}
