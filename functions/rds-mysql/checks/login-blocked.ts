import { LoginBlocked } from '../../../shared/engine/rotation/errors.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { logIn } from '../../../shared/services/mysql/connector.ts';
import type { Entry } from '../../../shared/services/mysql/entries.ts';
import { isLockedByHand } from '../../../shared/services/mysql/errors.ts';
import { type Account, accountName, parseAccount, verbatim } from '../../../shared/services/mysql/quoting.ts';
import type { Rights } from '../../../shared/services/mysql/rights/read-rights.ts';
import { type Context, isAccepted } from '../context.ts';

/** An entry of the current account, with its present rights. */
export interface Source {
  readonly entry: Entry;
  readonly rights: Rights;
}

/** An entry through which nobody can log in from here, whatever the password. */
interface BarredEntry {
  readonly entry: Entry;
  readonly why: LoginBlocked;
}

/**
 * Finds why nobody could log in from here with a new value. If only some entries of the account bar logins, that
 * depends on the entry that the server uses for this function.
 */
export async function findBarred(
  context: Context,
  sources: readonly Source[],
  isOwn: boolean,
): Promise<readonly LoginBlocked[]> {
  // Each locked entry of the current account locks the same one of the other account. If all are locked, the other
  // account is not locked.
  const locks = isOwn || !sources.every(({ rights }) => rights.attributes.isLocked);
  const barred = sources.flatMap((source) => {
    const why = barrier(context, source, locks);
    return why ? [{ entry: source.entry, why }] : [];
  });
  const [first, ...rest] = barred;
  if (first === undefined) return [];
  if (barred.length === sources.length) return [first.why];
  const why = await barrierFromHere(context, [first, ...rest], locks);
  return why ? [why] : [];
}

/**
 * Returns why the entry that the server uses for this function bars logins. Only a login shows which entry that is. The
 * cases, by what became of the logins with stored values so far, in this order:
 *
 * 1. A value of the current account got in: its entry bars nobody.
 * 2. A value of the other account got in: the server uses the entry of the same host for the current account. The
 *    server checks certificates before locks, and both only after the password. So a refusal of the current value shows
 *    nothing (tried on MySQL 9.7 and MariaDB 10.11).
 * 3. The login of the current account ended at a lock.
 * 4. The login of the other account ended at a lock: any entry may be the one.
 * 5. No value was tried, as an operator has named the account: no login shows the entry, and the proof decides.
 */
async function barrierFromHere(
  context: Context,
  barred: readonly [BarredEntry, ...BarredEntry[]],
  locks: boolean,
): Promise<LoginBlocked | undefined> {
  const { access, acting } = context;
  const { holder } = acting;
  if (holder?.AccountName === access.current.AccountName) return undefined;
  if (holder) {
    const host = await hostOf(context, holder);
    return barred.find(({ entry }) => isSameHost(entry, host))?.why;
  }
  try {
    if (await isAccepted(context, access.current)) return undefined;
  } catch (error) {
    if (!(error instanceof LoginBlocked)) throw error;
    return locks && isLockedByHand(error) ? error : undefined;
  }
  return access.named === undefined ? barred[0].why : undefined;
}

/**
 * Finds an entry of the other account that the new value locks, and that the server uses for logins from here. A new
 * value locks the entries that the current account does not have. A login with the former value of the other account
 * shows the entry, unless that value has been retired.
 */
export async function findShut(
  context: Context,
  seconds: readonly Account[],
): Promise<readonly LoginBlocked[]> {
  const { access, acting, entries } = context;
  const { policy, secret } = access;
  const isBeyond = (second: Account) => !entries.some((entry) => isSameHost(entry, second.host));
  const [first, ...rest] = policy.host === undefined ? seconds.filter(isBeyond) : [];
  if (first === undefined || policy.status.retired !== undefined) return [];
  const previous = await access.previous();
  const value = [acting.holder, previous].find((one) => one?.AccountName === first.user);
  const host = value && (await hostOf(context, value).catch(unlessBarred));
  const shut = host === undefined ? undefined : [first, ...rest].find((second) => isSameHost(second, host));
  if (shut === undefined) return [];
  const account = accountName(shut);
  const why = 'the current account has no entry for this host, so a rotation locks this one';
  return [
    new LoginBlocked(account, `the server of ${secret}`, why, `If nobody needs it: drop user ${account}`),
  ];
}

function isSameHost(one: Account, host: string | undefined): boolean {
  return one.host.toLowerCase() === host?.toLowerCase();
}

function unlessBarred(error: unknown): undefined {
  if (!(error instanceof LoginBlocked)) throw error;
}

/**
 * Returns the host of the entry through which the server lets a value in from here, or undefined if it refuses the
 * value.
 */
export async function hostOf({ dialling }: Context, value: DatabaseSecret): Promise<string | undefined> {
  const login = await logIn(dialling, value);
  if (login === 'refused') return undefined;
  await using session = login;
  const [[user] = []] = await session.query(verbatim('select current_user()'));
  return parseAccount(user ?? '').host;
}

function barrier({ access }: Context, { entry, rights }: Source, locks: boolean): LoginBlocked | undefined {
  const { options, isLocked } = rights.attributes;
  const account = accountName(entry);
  const service = `the server of ${access.secret}`;
  if (!['NONE', 'SSL', undefined].includes(options.get('REQUIRE')))
    return new LoginBlocked(
      account,
      service,
      'it requires a client certificate or a cipher, which this product does not have',
      `alter user ${account} require ssl`,
    );
  if (locks && isLocked)
    return new LoginBlocked(account, service, 'it is locked', `alter user ${account} account unlock`);
  return undefined;
}
