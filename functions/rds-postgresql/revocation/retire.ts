import type { Retirement } from '../../../shared/engine/rotation/service.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { retireSecond } from '../../../shared/services/database/retire-second.ts';
import type { Context } from '../context.ts';
import { disable, sessionsOf } from '../sessions.ts';
import { disableByApi } from '../strategies/alternating-by-api.ts';

/** Ends the other account of a pair. The previous password of one account ended when the current one was set. */
export async function retire(context: Context, previous: DatabaseSecret): Promise<Retirement> {
  const { access, acting, api } = context;
  const { AccountName: account } = previous;
  if (account === access.current.AccountName) return { state: 'retired' };
  return retireSecond({
    account,
    canBeEnded: acting.as === 'admin' || api !== undefined,
    sessions: () => sessionsOf(context, previous),
    disable: () => (api ? disableByApi(context, api, account) : disable(context, account, 'password null')),
  });
}
