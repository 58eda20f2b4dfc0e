import { unlessNone } from '../../../shared/engine/credentials/turn.ts';
import type { Eviction } from '../../../shared/engine/rotation/service.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { endAll, Tally } from '../../../shared/services/database/end-all.ts';
import { strangerIn } from '../../../shared/services/database/own-account.ts';
import type { Session } from '../../../shared/services/postgresql/connector.ts';
import { insist } from '../../../shared/services/postgresql/insist.ts';
import { leftBehind } from '../../../shared/services/postgresql/left-behind.ts';
import { endSessions, openedAt } from '../../../shared/services/postgresql/sessions.ts';
import type { AccountApi } from '../../../shared/services/rds/account-api.ts';
import { revokeAccount } from '../../../shared/services/rds/revoke-account.ts';
import type { Context } from '../context.ts';
import { disable, enter, others } from '../sessions.ts';
import { endPasswordByApi } from '../strategies/alternating-by-api.ts';
import { namesOf } from '../strategies/names.ts';
import { testRevoked } from './test-revoked.ts';

/**
 * Ends every login but the current one. Each account ends its own sessions, so no right to end the sessions of others
 * is needed. The session of the other account is opened with its stored value just before the account is disabled.
 */
export async function revokeAll(context: Context, older: readonly DatabaseSecret[]): Promise<Eviction> {
  const { access, acting, api } = context;
  const tally = new Tally();
  // An account that changes alone may have a name of which no second one can be made.
  const names = await unlessNone(namesOf(context));
  const former = older.find(({ AccountName }) => AccountName === names?.next);
  if (former && api) await revokeByApi(context, api, former, tally);
  else if (former) {
    await using inside = await enter(context, former);
    const { AccountName } = former;
    const shutOut = () => disable(context, AccountName, 'nologin password null');
    // A session that logged in a moment before may hold a lock by now.
    const insistent = () => insist(acting.session, [AccountName], shutOut);
    const stranger = acting.as === 'admin' ? await strangerIn(insistent) : undefined;
    if (stranger) tally.gaps.push(stranger.message);
    else await end(context, inside ?? acting.session, AccountName, tally);
  }
  await using inside = await enter(context, access.current);
  if (inside) await end(context, inside, access.current.AccountName, tally, await openedAt(inside));
  else tally.gaps.push(`${access.current.AccountName} could not log in to end its sessions`);
  const accounts = names ? [names.first, names.second] : [access.current.AccountName];
  tally.gaps.push(...(await leftBehind(acting.session, accounts)));
  return tally.eviction;
}

function revokeByApi(context: Context, api: AccountApi, former: DatabaseSecret, tally: Tally): Promise<void> {
  const { AccountName: account } = former;
  return revokeAccount(tally, {
    former,
    endPassword: () => endPasswordByApi(context, api, account),
    enter: (given) => enter(context, given),
    endSessions: async (inside, given) => {
      await end(context, inside, account, tally);
      return (await testRevoked(context, given)) === 'accepted';
    },
  });
}

/**
 * Ends the sessions that were opened up to `before`. Later sessions came in with the current value, the only one
 * accepted by then.
 */
function end(
  context: Context,
  session: Session,
  account: string,
  tally: Tally,
  before = Number.POSITIVE_INFINITY,
): Promise<void> {
  return endAll(
    tally,
    async () =>
      (await others(context, session, account)).filter(({ since }) => since === undefined || since <= before),
    (doomed) => endSessions(session, account, doomed, context.dialling.signal),
  );
}
