import { defaultCredentials } from '../../alibaba/credentials.ts';
import { openStore } from '../../alibaba/secrets/open.ts';
import { runPool } from '../../engine/operations/sweep/run-pool.ts';
import type { SecretId } from '../../engine/rotation/store.ts';
import type { Compose } from '../../entry/composition.ts';
import { startDeadline } from '../../runtime/deadline.ts';
import type { Environment } from '../../runtime/environment.ts';
import type { Member } from '../report/member.ts';
import { type Users, usersOf } from '../report/users.ts';

const atOnce = 4;

/** Returns who uses the previous credentials that are not ended yet. The engine of each type looks, until `timeout`. */
export async function findUsers(
  types: readonly Compose[],
  environment: Environment,
  members: readonly Member[],
  timeout: number,
): Promise<ReadonlyMap<SecretId, Users>> {
  using deadline = startDeadline(timeout, 0);
  using closing = startDeadline(timeout, -2_000);
  const credentials = defaultCredentials();
  const surroundings = {
    environment,
    credentials,
    store: openStore(environment, credentials),
    signal: deadline.signal,
    closing: closing.signal,
    emit: () => {},
  };
  const engines = new Map(
    types.map((compose) => compose(surroundings)).map((engine) => [engine.type, engine]),
  );
  const find = async ({ secret, type, rotatedAt = 0 }: Member): Promise<readonly [SecretId, Users]> => {
    const planning = engines.get(type)?.perform({ operation: 'plan', secret });
    return [
      secret,
      planning ? await usersOf(planning, rotatedAt) : unseen('this tool does not know its type'),
    ];
  };
  const asked = members.filter(({ previous }) => previous.state === 'in-grace' || previous.state === 'over');
  const { done, left } = await runPool(asked, atOnce, () => !deadline.signal.aborted, find);
  return new Map([...done, ...left.map(({ secret }) => [secret, unseen('the time ran out')] as const)]);
}

function unseen(why: string): Users {
  return { state: 'unseen', why };
}
