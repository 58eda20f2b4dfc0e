import type { Retirement } from '../../../shared/engine/rotation/service.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { byPlace, describe } from '../../../shared/services/database/logged-in.ts';
import { lookForUsers, retireSecond } from '../../../shared/services/database/retire-second.ts';
import { readWatermark } from '../../../shared/services/mysql/sessions.ts';
import type { Context } from '../context.ts';
import { sessionsOf } from '../sessions.ts';
import { endPasswordByApi } from '../strategies/second-by-api.ts';
import { formatWatermark, openedBefore, parseWatermark } from '../strategies/watermark.ts';
import { disable } from './disable.ts';
import { keepOnlyCurrent } from './only-password.ts';

/** Ends the previous value, unless the server shows that somebody is logged in with it. */
export async function retire(context: Context, previous: DatabaseSecret): Promise<Retirement> {
  const { access, acting, api } = context;
  const { AccountName: account } = previous;
  if (account === access.current.AccountName) return retirePassword(context);
  return retireSecond({
    account,
    // Where the current value is refused, the previous one may be the last that works.
    canBeEnded: acting.as === 'admin' || (api !== undefined && acting.as === 'current'),
    sessions: () => sessionsOf(context, previous),
    disable: async () => {
      if (api) await endPasswordByApi(context, api, account);
      else await disable(context, account);
    },
  });
}

/**
 * Ends the previous one of two passwords of an account. The server does not show which of the two a session used. A
 * session from before the promotion used the old one, and its client may still hold it.
 */
async function retirePassword(context: Context): Promise<Retirement> {
  const { access, acting } = context;
  const now = await readWatermark(acting.session);
  const seen = parseWatermark(await access.readState('current'));
  if (seen === undefined) await access.saveState(formatWatermark(now));
  const since = seen ?? now;
  const { users: all, unseen } = await lookForUsers(() => sessionsOf(context, access.current));
  if (unseen) return unseen;
  const users = openedBefore(since, now, all);
  if (users.length === 0) return discard(context);
  const opening = seen === undefined ? 'opened before this first check' : 'opened before the promotion';
  return { state: 'in-use', by: `${describe(byPlace(users))}, ${opening}` };
}

async function discard(context: Context): Promise<Retirement> {
  const only = await keepOnlyCurrent(context);
  if (only === 'second')
    return {
      state: 'unable',
      why: 'only an admin can discard its second password: name one in the tag rotation:admin-secret',
    };
  if (only !== 'hidden') return { state: 'retired' };
  return {
    state: 'unable',
    why: 'the password history of the account hides which of its two passwords is older; the next rotation ends the old one',
  };
}
