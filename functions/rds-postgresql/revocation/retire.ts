import type { Retirement } from '../../../shared/engine/rotation/service.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { retireSecond } from '../../../shared/services/database/retire-second.ts';
import type { Opened } from '../context.ts';
import { disable, sessionsOf } from '../sessions.ts';

/** Ends the other account of a pair. The previous password of one account ended when the current one was set. */
export async function retire(opened: Opened, previous: DatabaseSecret): Promise<Retirement> {
  const { access, acting } = opened;
  const { AccountName: account } = previous;
  if (account === access.current.AccountName) return { state: 'retired' };
  return retireSecond({
    account,
    byAdmin: acting.as === 'admin',
    sessions: () => sessionsOf(opened, previous),
    disable: () => disable(opened, account, 'password null'),
  });
}
