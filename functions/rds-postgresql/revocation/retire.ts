import type { Retirement } from '../../../shared/engine/rotation/service.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { retireSecond } from '../../../shared/services/database/retire-second.ts';
import type { Context } from '../context.ts';
import { disable, sessionsOf } from '../sessions.ts';
import { endPasswordByApi } from '../strategies/alternating-by-api.ts';

/** Ends the other account of a pair. The previous password of one account ended when the current one was set. */
export async function retire(context: Context, previous: DatabaseSecret): Promise<Retirement> {
  const { access, acting, api } = context;
  const { AccountName: account } = previous;
  if (account === access.current.AccountName) return { state: 'retired' };
  return retireSecond({
    account,
    // Where the current value is refused, the previous one may be the last that works.
    canBeEnded: acting.as === 'admin' || (api !== undefined && acting.as === 'current'),
    sessions: () => sessionsOf(context, previous),
    disable: async () => {
      if (api) await endPasswordByApi(context, api, account);
      else await disable(context, account, 'password null');
    },
  });
}
