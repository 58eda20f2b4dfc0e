import { generatePassword, rdsPasswords } from '../../../shared/engine/credentials/password.ts';
import {
  RightsDiffer,
  type RotationError,
  StrategyUnavailable,
} from '../../../shared/engine/rotation/errors.ts';
import { afterChange } from '../../../shared/engine/rotation/internal-error.ts';
import type { Sensitive } from '../../../shared/runtime/sensitive.ts';
import { opens } from '../../../shared/services/database/acting.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { enterAccount } from '../../../shared/services/database/enter.ts';
import { showOwn, strangerIn } from '../../../shared/services/database/own-account.ts';
import { configureSession } from '../../../shared/services/mysql/configure-session.ts';
import { logIn } from '../../../shared/services/mysql/connector.ts';
import { provesPassword } from '../../../shared/services/mysql/errors.ts';
import { inexpressible } from '../../../shared/services/mysql/rights/expressible.ts';
import { readRights } from '../../../shared/services/mysql/rights/read-rights.ts';
import type { AccountApi, ListedAccount } from '../../../shared/services/rds/account-api.ts';
import type { Context } from '../context.ts';
import { requireSameRights } from '../same-rights.ts';

/**
 * Makes the second account accept the new value through the API of RDS, and gives it the rights of the current one
 * before. The API has one right a database, so `findUnfitForApi` refuses what it cannot say.
 */
export async function setSecondByApi(
  context: Context,
  api: AccountApi,
  { AccountName, AccountPassword }: DatabaseSecret,
): Promise<void> {
  const wanted = await requireExpressible(context, api);
  const second = await api.find(AccountName);
  if (second) await showOwnListed(context, api, second.name);
  if (!second) await api.create(AccountName, AccountPassword, await firstOfPair(context, api));
  const level = async () => {
    const have = second?.privileges ?? new Map<string, string>();
    const given = new Map([...wanted].filter(([database, privilege]) => have.get(database) !== privilege));
    if (given.size > 0) await api.grant(AccountName, given);
    const taken = [...have.keys()].filter((database) => !wanted.has(database));
    if (taken.length > 0) await api.revoke(AccountName, taken);
  };
  if (second) await level();
  // A new account accepts the value by now.
  else await afterChange('applied', level);
  if (second) await api.setPassword(AccountName, AccountPassword);
}

/** Finds, before anything is changed, why the API of RDS cannot make or level the second account. */
export async function findUnfitForApi(
  context: Context,
  api: AccountApi,
  { AccountName }: DatabaseSecret,
): Promise<readonly RotationError[]> {
  const { access } = context;
  if (access.emergency) return [];
  const second = await api.find(AccountName);
  const stranger = second && (await strangerIn(() => showOwnListed(context, api, second.name)));
  if (stranger) return [stranger];
  const listed = await api.find(access.current.AccountName);
  const found = await findInexpressible(context, listed);
  if (found.length > 0) return [new RightsDiffer(AccountName, found)];
  // Other rights in databases are made equal before the password is set.
  const isLevel = second && listed && isSame(second.privileges, listed.privileges);
  return isLevel ? await findUnlike(context, second) : [];
}

/**
 * Returns the rights of the current account, by database. Throws StrategyUnavailable if it may do what the API of RDS
 * cannot let another account do. Called before the API changes anything, in an emergency, too.
 */
export async function requireExpressible(
  context: Context,
  api: AccountApi,
): Promise<ReadonlyMap<string, string>> {
  const listed = await api.find(context.access.current.AccountName);
  const found = await findInexpressible(context, listed);
  if (found.length === 0) return listed?.privileges ?? new Map();
  throw new StrategyUnavailable(
    'alternating-users',
    `${found.join('; ')}. The tag rotation:strategy single-user lets the API change the password of ${context.access.current.AccountName} alone, while logins are refused for a moment`,
  );
}

/** Lists what the current account may do and the API of RDS cannot let another account do. */
async function findInexpressible(
  { access, configured }: Context,
  listed: ListedAccount | undefined,
): Promise<readonly string[]> {
  const isOwnSession = configured.account.user === access.current.AccountName;
  const rights = isOwnSession ? await readRights(configured, configured.account) : undefined;
  return inexpressible(rights, listed?.privileges ?? new Map());
}

function isSame(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return one.size === other.size && [...one].every(([database, right]) => other.get(database) === right);
}

/** Compares the rights of a second account that its stored value still opens. Nobody could level some of them later. */
async function findUnlike(context: Context, second: ListedAccount): Promise<readonly RotationError[]> {
  const { access, dialling } = context;
  // An ended value would only be a failed login.
  if (access.policy.status.retired !== undefined) return [];
  const previous = await access.previous();
  if (previous?.AccountName !== second.name) return [];
  await using session = await enterAccount(logIn(dialling, previous));
  if (session === undefined) return [];
  try {
    await requireSameRights(context, await configureSession(session, dialling.signal));
    return [];
  } catch (error) {
    if (error instanceof RightsDiffer) return [error];
    throw error;
  }
}

/**
 * Gives the other account a password that nobody knows, so that its old value ends. Returns it, or undefined if there
 * is no such account. Throws StrangerInPlace if nothing shows that the account is this secret's.
 *
 * An account without a mark gets the password of the current version, by which the next rotation sees whose it is.
 */
export async function endPasswordByApi(
  context: Context,
  api: AccountApi,
  account: string,
): Promise<Sensitive | undefined> {
  if ((await api.find(account)) === undefined) return undefined;
  const { current, policy } = context.access;
  const isMarked = (await showOwnListed(context, api, account)) === 'marked';
  const password = isMarked ? generatePassword(policy.password, rdsPasswords) : current.AccountPassword;
  await api.setPassword(account, password);
  return password;
}

async function showOwnListed(
  context: Context,
  api: AccountApi,
  account: string,
): Promise<'marked' | 'opened'> {
  const { access, acting, dialling } = context;
  // A stored value has opened it, and a mark of RDS has shown that it is of the pair.
  if (acting.value.AccountName === account) return 'marked';
  const { AccountName } = access.current;
  return await showOwn(
    {
      access,
      holding: { account: AccountName, marked: (await api.find(AccountName))?.marked },
      actor: acting.value.AccountName,
      firstOf: async (name) => (await api.find(name))?.marked,
      opens: (value) => opens(value, { logIn: (one) => logIn(dialling, one), provesPassword }),
      fix: 'If nobody needs it, delete it in RDS: a rotation makes it again; or name another one in the tag rotation:second-account',
    },
    account,
  );
}

async function firstOfPair({ access }: Context, api: AccountApi): Promise<string> {
  const { AccountName } = access.current;
  return (await api.find(AccountName))?.marked ?? AccountName;
}
