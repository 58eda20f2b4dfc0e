import type { Cloud } from '../cloud.ts';
import { accountKey } from './account.ts';
import { type AccountServer, ServerFailure } from './account-server.ts';
import type { InstanceSession } from './on-server.ts';
import { openServer } from './open-server.ts';
import { changeFailed } from './refusals.ts';

/**
 * Changes an account: within the call, or after the delay of the switch `rdsChangeDelay`. Throws a Refusal if another
 * change of the account is under way, or if the server rejects the change within the call.
 */
export async function changeAccount(
  cloud: Cloud,
  { instance, server }: InstanceSession,
  { name, kind }: { readonly name: string; readonly kind: 'Add' | 'Update' | 'Delete' },
  change: (server: AccountServer) => Promise<void>,
): Promise<void> {
  const key = accountKey(instance.DBInstanceId, name);
  const delay = cloud.switches.rdsChangeDelay;
  if (delay === 0) {
    await cloud.rdsChanges
      .run(key, () => change(server))
      .catch((error: unknown) => {
        throw error instanceof ServerFailure ? changeFailed(kind) : error;
      });
    return;
  }
  const due = cloud.now() + delay;
  cloud.rdsChanges.schedule(key, due, async () => {
    await using later = await openServer(instance);
    await change(later);
  });
  cloud.timetable.set(`rds-account/${key}`, {
    next: (after) => (after < due ? due : undefined),
    fire: (at) => void cloud.rdsChanges.applyUntil(at),
  });
}
