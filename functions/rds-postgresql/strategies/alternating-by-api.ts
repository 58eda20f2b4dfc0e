import { generatePassword, rdsPasswords } from '../../../shared/engine/credentials/password.ts';
import { RightsDiffer, StrategyUnavailable } from '../../../shared/engine/rotation/errors.ts';
import type { Sensitive } from '../../../shared/runtime/sensitive.ts';
import { opens } from '../../../shared/services/database/acting.ts';
import { whileGoingOn } from '../../../shared/services/database/beside.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { showOwn } from '../../../shared/services/database/own-account.ts';
import { logIn } from '../../../shared/services/postgresql/connector.ts';
import { type Names, type Pair, readPair } from '../../../shared/services/postgresql/pair.ts';
import { differences } from '../../../shared/services/postgresql/second-login.ts';
import type { AccountApi } from '../../../shared/services/rds/account-api.ts';
import { markOf } from '../../../shared/services/rds/mark.ts';
import { whenSettled } from '../../../shared/services/rds/when-settled.ts';
import { type Context, requireAccount } from '../context.ts';
import { endAll } from '../free-sessions.ts';
import { takingTurns, testPair } from './alternating-users.ts';
import { unlike } from './same-role.ts';
import type { Strategy } from './strategy.ts';

/**
 * Makes two logins of one role take turns, whose passwords the API of RDS sets. The API cannot make the second login a
 * member of the first account, so somebody does that once.
 */
export function alternatingByApi(context: Context, api: AccountApi, names: Names, reason: string): Strategy {
  const { access, acting } = context;
  return {
    ...takingTurns(context, names, reason),
    test: (next) => whenSettled(access, next, () => testPair(context, names, next)),
    set: async (next) => {
      requireAccount('alternating-users', next, names.next);
      const found = unlike(await readPair(acting.session, access.secret, names));
      if (found.length > 0 && !access.emergency) throw new RightsDiffer(names.second, found);
      await setPassword(context, api, next, [names.first, names.second]);
    },
  };
}

/**
 * Sets a password through the API of RDS. In an emergency, ends the sessions of the accounts all the while: one of them
 * may hold what the change waits for.
 */
export async function setPassword(
  context: Context,
  api: AccountApi,
  { AccountName, AccountPassword }: Pick<DatabaseSecret, 'AccountName' | 'AccountPassword'>,
  accounts: readonly string[],
): Promise<void> {
  const change = () => api.setPassword(AccountName, AccountPassword);
  if (!context.access.emergency) return await change();
  const end = async () => {
    await endAll(context, accounts);
    return true;
  };
  await whileGoingOn(end, change);
}

/**
 * Throws StrategyUnavailable with the statements for a privileged account if the second login is not there or is no
 * second login. Throws StrangerInPlace if nothing shows that it belongs to this secret.
 */
export async function requireSecondLogin(context: Context, api: AccountApi, pair: Pair): Promise<void> {
  const { names, second } = pair;
  const isListed = (await api.find(names.next)) !== undefined;
  if (!second || !isListed) {
    const statements = differences(pair).map(({ statement }) => statement);
    throw new StrategyUnavailable(
      'alternating-users',
      `RDS lists no account ${names.next} of ${api.instance}. Make it in RDS as a standard account with the description ${markOf(names.first)}, then run as a privileged account: ${statements.join('; ')}`,
    );
  }
  await showOwnLogin(context, api, names.next);
}

/**
 * Gives the other account a password that nobody knows, so that its old value ends. Returns it. Throws StrangerInPlace
 * if nothing shows that the account is this secret's.
 *
 * An account without a mark gets the password of the current version, by which the next rotation sees whose it is.
 */
export async function endPasswordByApi(
  context: Context,
  api: AccountApi,
  AccountName: string,
): Promise<Sensitive> {
  const { current, policy } = context.access;
  const isMarked = (await showOwnLogin(context, api, AccountName)) === 'marked';
  const AccountPassword = isMarked
    ? generatePassword(policy.password, rdsPasswords)
    : current.AccountPassword;
  await setPassword(context, api, { AccountName, AccountPassword }, [AccountName]);
  return AccountPassword;
}

async function showOwnLogin(
  context: Context,
  api: AccountApi,
  account: string,
): Promise<'marked' | 'opened'> {
  const { access, acting, dialling } = context;
  // A stored value has opened it, and a mark of RDS has shown that it is of the pair.
  if (acting.session.principal === account) return 'marked';
  const { AccountName, DBName } = access.current;
  return await showOwn(
    {
      access,
      holding: { account: AccountName, marked: (await api.find(AccountName))?.marked },
      actor: acting.session.principal,
      firstOf: async (name) => (await api.find(name))?.marked,
      opens: (value) =>
        opens(value, {
          logIn: (one) => logIn(dialling, { ...one, DBName }),
          provesPassword: () => false,
        }),
      fix: `If it belongs to the secret, give it the description ${markOf(AccountName)} in RDS; or name another one in the tag rotation:second-account`,
    },
    account,
  );
}
