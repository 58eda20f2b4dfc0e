import type { Credentials } from '../../alibaba/credentials.ts';
import { openRds } from '../../alibaba/rds/open.ts';
import { Busy, NotHeld, SecretMalformed, StrategyUnavailable } from '../../engine/rotation/errors.ts';
import { rdsApi } from '../../engine/rotation/policy.ts';
import type { RotationContext } from '../../engine/rotation/service.ts';
import type { Environment } from '../../runtime/environment.ts';
import type { DatabaseSecret } from '../database/database-secret.ts';
import type { AccountApi } from './account-api.ts';
import { fenced } from './fenced.ts';
import { openAccountApi } from './open-account-api.ts';
import { type RdsEngine, requireInstance } from './require-instance.ts';

/** The reach of this process into RDS. */
export interface RdsAccess {
  readonly environment: Environment;
  readonly credentials: Credentials;
}

/**
 * Opens the API of RDS for a secret whose policy names it, and checks that it may act there: the value names the
 * instance, the instance is the server of the value and is running, RDS lists the account as a standard one, and the
 * account that acts, `actor`, is that one or the other of its pair.
 * Returns undefined if the policy does not name it. Called after a stored value of the account has logged in and taken
 * the lock.
 */
export async function openApiFor(
  access: RotationContext<DatabaseSecret>,
  { environment, credentials }: RdsAccess,
  engine: RdsEngine,
  actor: string,
  confirmLock: () => Promise<void>,
): Promise<AccountApi | undefined> {
  const { secret, policy, current, clock, signal } = access;
  if (!policy.byRdsApi) return undefined;
  const { DBInstanceId: instance, AccountName } = current;
  if (instance === undefined)
    throw new SecretMalformed(secret, [
      `DBInstanceId: is missing, which rotation:admin-secret ${rdsApi} needs to know the instance`,
    ]);
  const of = { rds: openRds(environment, credentials), secret, instance, clock, signal, confirmLock };
  await requireInstance(of, current, engine);
  const api = openAccountApi(of);
  await requireStandard(access, api, AccountName);
  await requirePair(access, api, actor);
  const unlocked = openAccountApi({ ...of, confirmLock: async () => {} });
  return fenced(api, unlocked, access, confirmLock);
}

/**
 * Throws NotHeld if the account that acts is neither the one of the value nor, as a mark of RDS says, the other one of
 * its pair. A stored value may belong to any account, and shows nothing about another one.
 */
async function requirePair(
  { secret, current: { AccountName } }: RotationContext<DatabaseSecret>,
  api: AccountApi,
  actor: string,
): Promise<void> {
  if (actor === AccountName) return;
  const isPair =
    (await api.find(AccountName))?.marked === actor || (await api.find(actor))?.marked === AccountName;
  if (!isPair) throw new NotHeld(secret, AccountName);
}

/** Throws StrategyUnavailable for an account that RDS does not list, or that may change others. */
async function requireStandard(
  { policy }: RotationContext<DatabaseSecret>,
  api: AccountApi,
  account: string,
): Promise<void> {
  const listed = await api.find(account);
  if (listed === undefined)
    throw new StrategyUnavailable(
      policy.strategy,
      `RDS does not list the account ${account} of ${api.instance}, perhaps since a statement has made it. Name an admin secret in rotation:admin-secret`,
    );
  if (listed.type !== 'Normal' && !policy.allowsSuper)
    throw new StrategyUnavailable(
      policy.strategy,
      `${account} is an account of the type ${listed.type}, which may change other accounts. The configuration of the function may allow that in superAccounts`,
    );
  if (!listed.isAvailable) throw new Busy(account, 'RDS has not finished an earlier change of it');
}
