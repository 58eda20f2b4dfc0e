import { CloudError, transience } from '../../alibaba/cloud-error.ts';
import { createAccount } from '../../alibaba/rds/create-account.ts';
import { describeAccount } from '../../alibaba/rds/describe-account.ts';
import { grantAccountPrivilege } from '../../alibaba/rds/grant-account-privilege.ts';
import { resetAccountPassword } from '../../alibaba/rds/reset-account-password.ts';
import { revokeAccountPrivilege } from '../../alibaba/rds/revoke-account-privilege.ts';
import type { CloudService } from '../../alibaba/service.ts';
import { Busy, StrangerInPlace, Unreachable } from '../../engine/rotation/errors.ts';
import { afterChange, ours } from '../../engine/rotation/internal-error.ts';
import type { SecretId } from '../../engine/rotation/store.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { AccountApi, ListedAccount } from './account-api.ts';
import { firstIn, markOf } from './mark.ts';
import { isAccountBusy, isMissing, rdsError } from './rds-error.ts';

/** The instance whose accounts are meant, and the secret that asks for them. */
export interface AccountsOf {
  readonly rds: CloudService;
  readonly secret: SecretId;
  readonly instance: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Throws Busy if the lock of the account was lost. A call of the API does not end with the session that has it. */
  confirmLock(): Promise<void>;
}

/** Milliseconds between two looks at an account that is being changed, and the number of looks: a minute in all. */
const pause = 500;
const looks = 120;
/** Number of calls whose answers tell nothing, or that RDS throttles. */
const attempts = 5;

/** Opens the accounts of an instance. Makes no call. Lists an account once, and again after each change of it. */
export function openAccountApi(of: AccountsOf): AccountApi {
  const { rds, instance, signal } = of;
  const listed = new Map<string, Promise<ListedAccount | undefined>>();
  const findOnce: AccountApi['find'] = (account) => {
    const found = listed.get(account) ?? find(of, account);
    listed.set(account, found);
    found.catch(() => listed.delete(account));
    return found;
  };
  const change = (operation: string, account: string, call: () => Promise<void>) => {
    listed.delete(account);
    return changing(of, operation, account, call);
  };
  const setPassword: AccountApi['setPassword'] = (account, password) =>
    change('ResetAccountPassword', account, () =>
      resetAccountPassword(rds, instance, account, password, signal),
    );
  return {
    instance,
    find: findOnce,
    create: async (account, password, first) => {
      const made = { DBInstanceId: instance, AccountName: account, AccountDescription: markOf(first) };
      try {
        await change('CreateAccount', account, () => createAccount(rds, made, password, signal));
      } catch (error) {
        // An earlier call may have made it, whose answer was lost.
        if (!(error instanceof StrangerInPlace) || (await findOnce(account))?.marked !== first) throw error;
        await setPassword(account, password);
      }
    },
    grant: (account, privileges) =>
      change('GrantAccountPrivilege', account, () =>
        grantAccountPrivilege(rds, instance, account, privileges, signal),
      ),
    revoke: (account, databases) =>
      change('RevokeAccountPrivilege', account, () =>
        revokeAccountPrivilege(rds, instance, account, databases, signal),
      ),
    setPassword,
  };
}

async function find(of: AccountsOf, account: string): Promise<ListedAccount | undefined> {
  const listed = await told(of, 'DescribeAccounts', account, () =>
    describeAccount(of.rds, of.instance, account, of.signal).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    }),
  );
  if (listed === undefined) return undefined;
  const granted = listed.DatabasePrivileges?.DatabasePrivilege ?? [];
  return {
    name: account,
    type: listed.AccountType,
    isAvailable: listed.AccountStatus === 'Available',
    marked: firstIn(listed.AccountDescription),
    privileges: new Map(granted.map(({ DBName, AccountPrivilege }) => [DBName, AccountPrivilege])),
  };
}

/**
 * Makes a change, and waits until RDS lists the account as available again. RDS changes accounts while the call is
 * answered, or after that: the documentation does not say. Waits for an earlier change of the account first, if there
 * is one. Repeats the call after an answer that tells nothing. Each call is made under the lock alone.
 */
async function changing(
  of: AccountsOf,
  operation: string,
  account: string,
  call: () => Promise<void>,
): Promise<void> {
  const tried = { maybeDone: false };
  const untilTaken = async () => {
    for (let look = 1; ; look += 1) {
      await of.confirmLock();
      try {
        return await call();
      } catch (error) {
        tried.maybeDone ||= error instanceof CloudError && !error.refused && !error.throttled;
        const goesOn = isAccountBusy(error) ? look < looks : isTransient(error) && look < attempts;
        if (!goesOn) throw error;
        await wait(of);
      }
    }
  };
  try {
    await told(of, operation, account, untilTaken);
  } catch (error) {
    if (tried.maybeDone) ours(error).raiseAftermath('unknown');
    throw error;
  }
  await afterChange('unknown', () => untilAvailable(of, account));
}

function isTransient(error: unknown): boolean {
  return transience(error) !== undefined;
}

async function untilAvailable(of: AccountsOf, account: string): Promise<void> {
  for (let look = 1; look <= looks; look += 1) {
    // A new account may be listed later.
    if ((await find(of, account))?.isAvailable) return;
    await wait(of);
  }
  throw new Busy(account, 'RDS has not finished the change of it');
}

async function wait({ clock, signal }: AccountsOf): Promise<void> {
  try {
    await clock.sleep(pause, signal);
  } catch (cause) {
    throw new Unreachable('RDS', 'the time of this invocation ran out', { cause });
  }
}

async function told<Answer>(
  { secret, instance }: AccountsOf,
  operation: string,
  account: string,
  call: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    throw rdsError(error, { secret, instance, account, operation });
  }
}
