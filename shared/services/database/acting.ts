import { pairOf } from '../../engine/credentials/turn.ts';
import { AdminMismatch, Busy, NotHeld, OwnAdmin, Refused } from '../../engine/rotation/errors.ts';
import { afterChange } from '../../engine/rotation/internal-error.ts';
import type { Policy } from '../../engine/rotation/policy.ts';
import type { Place, RotationContext } from '../../engine/rotation/service.ts';
import { stagesInOrder } from '../../engine/rotation/stored-values.ts';
import type { DatabaseSecret } from './database-secret.ts';

/** The session that acts on the server, with its owner. */
export interface Acting<Session> {
  readonly session: Session;
  readonly as: 'admin' | 'current' | 'pending' | 'previous';
  readonly value: DatabaseSecret;
  /** The stored value of the account that has logged in, if an admin acts. */
  readonly holder?: DatabaseSecret;
  /** The error of the current value's login, if its password was right but no place was free. */
  readonly full?: Busy;
}

/** The login rules of a database engine. */
export interface Engine<Session> {
  logIn(value: DatabaseSecret): Promise<Session | 'refused'>;
  /** Whether a failed login has still shown that the password is right. */
  provesPassword(error: unknown): boolean;
  /** Returns the first account of a second account, as its mark names it. */
  firstOf(session: Session, account: string): Promise<string | undefined>;
}

/**
 * Opens the session that acts. The admin acts if the policy names one and a stored value of the account logs in.
 * Otherwise the account itself acts, with the current value. Only if that is refused, each other value that the service
 * may still accept is tried once. With the single-user strategy the account starts with the expected value, since the
 * current one may be known to have ended. The results:
 *
 * | the server accepts        | the account itself               | an admin, one account   | an admin, two accounts  |
 * |---------------------------|----------------------------------|-------------------------|-------------------------|
 * | current, pending or both  | rotated                          | rotated                 | rotated                 |
 * | previous only             | rotated, current value is healed | rotated                 | rotated                 |
 * | none of them              | refused, after one try of each   | refused in the same way | refused in the same way |
 * | nobody, it is unreachable | unreachable                      | unreachable             | unreachable             |
 * | account locked            | refused                          | refused                 | rotated (1)             |
 * | password expired          | refused                          | rotated (2)             | rotated                 |
 * | account dropped, renamed  | refused, after one try of each   | refused                 | refused                 |
 *
 * (1) To the other account. PostgreSQL: refused. (2) To a new password. PostgreSQL: refused.
 *
 * If an operator names the account, no login is needed. Every result except `rotated` leaves service and stages
 * untouched. A pending version is always resumed, on a locked account too. A pending stage that is left on the current
 * version ends first. That takes at most one more refused login, which finds the version that becomes the previous one.
 */
export async function openActing<Session extends AsyncDisposable>(
  access: RotationContext<DatabaseSecret>,
  engine: Engine<Session>,
): Promise<Acting<Session>> {
  if (access.admin) return openAsAdmin(access, access.admin, engine);
  const { logIn } = engine;
  const tried: DatabaseSecret[] = [];
  for (const as of order(access)) {
    const value = as === 'current' ? access.current : await access[as]();
    if (value === undefined || tried.some((other) => isSameLogin(other, value))) continue;
    // A session that waits for a place then does so while applications are refused.
    const isCurrentOut = tried.length > 0 || (as === 'pending' && access.expected === 'pending');
    const session = await afterChange(isCurrentOut ? 'unknown' : 'untouched', () => logIn(value));
    if (session !== 'refused') return { session, as, value };
    tried.push(value);
  }
  throw new Refused(access.current.AccountName, 'current');
}

function order({ policy, expected }: RotationContext<DatabaseSecret>) {
  return stagesInOrder(expected, policy.strategy === 'single-user');
}

/** Logs in as the admin. Compares host and port first, so that nobody can lead the admin to another server. */
async function openAsAdmin<Session extends AsyncDisposable>(
  access: RotationContext<DatabaseSecret>,
  adminOf: NonNullable<RotationContext<DatabaseSecret>['admin']>,
  engine: Engine<Session>,
): Promise<Acting<Session>> {
  const { secret, policy, current } = access;
  let isIn = true;
  let full: Busy | undefined;
  const provesPassword = (error: unknown) => {
    isIn = false;
    if (error instanceof Busy) full = error;
    return engine.provesPassword(error);
  };
  const holder = await access.holder((value) => opens(value, { ...engine, provesPassword }));
  const value = await adminOf(holder);
  const name = policy.adminSecret ?? 'named in its policy';
  const paths = differentService(current, value);
  if (paths.length > 0) throw new AdminMismatch(secret, name, paths);
  if (value.AccountName === current.AccountName) throw new OwnAdmin(secret, name, value.AccountName);
  const session = await engine.logIn(value);
  if (session === 'refused') throw new Refused(value.AccountName, "admin secret's current");
  try {
    const account = holder.value?.AccountName ?? current.AccountName;
    if (!(await areOfPair(session, current.AccountName, account, engine)))
      throw new NotHeld(secret, current.AccountName);
    const known = isIn && holder.value;
    const isCurrent = holder.value !== undefined && isSameLogin(holder.value, current);
    return {
      session,
      as: 'admin',
      value,
      ...(known && { holder: known }),
      ...(full && isCurrent && { full }),
    };
  } catch (error) {
    await session[Symbol.asyncDispose]();
    throw error;
  }
}

/** Whether a value proves by a login of its own that its password is right. That login is over on return. */
export async function opens<Session extends AsyncDisposable>(
  value: DatabaseSecret,
  { logIn, provesPassword }: Pick<Engine<Session>, 'logIn' | 'provesPassword'>,
): Promise<boolean> {
  try {
    const session = await logIn(value);
    if (session === 'refused') return false;
    await session[Symbol.asyncDispose]();
    return true;
  } catch (error) {
    if (provesPassword(error)) return true;
    throw error;
  }
}

/**
 * Whether two accounts are equal, or are a pair. The value that logged in may belong to the other account of the pair.
 * A mark must then say so.
 */
async function areOfPair<Session>(
  session: Session,
  one: string,
  other: string,
  { firstOf }: Engine<Session>,
): Promise<boolean> {
  if (one === other) return true;
  return (await firstOf(session, one)) === other || (await firstOf(session, other)) === one;
}

/** Returns the server, and one name for both accounts of a pair. Ignores a tag that names another account. */
export function place(value: DatabaseSecret): Place {
  return { server: `${hostOf(value.Endpoint)}:${value.Port}`, account: pairOf(value.AccountName) };
}

/** Returns the paths in which two values do not open the same server. */
export function differentService(one: DatabaseSecret, other: DatabaseSecret): string[] {
  const host = hostOf(one.Endpoint) === hostOf(other.Endpoint) ? [] : ['Endpoint'];
  return one.Port === other.Port ? host : [...host, 'Port'];
}

/**
 * Returns the host in one form. Capitals and a dot at the end make no difference. Source: RFC 4343; RFC 1034, section
 * 3.1.
 */
export function hostOf(endpoint: string): string {
  return endpoint.toLowerCase().replace(/\.$/, '');
}

/**
 * Returns the paths in which two values differ in server or account. The account may be the other one of the pair, as
 * far as names show.
 */
export function differentHolder(
  one: DatabaseSecret,
  other: DatabaseSecret,
  { secondAccount }: Policy,
): string[] {
  const names = [one.AccountName, other.AccountName];
  const mayBePair =
    new Set(names.map(pairOf)).size === 1 || (secondAccount !== undefined && names.includes(secondAccount));
  return [...differentService(one, other), ...(mayBePair ? [] : ['AccountName'])];
}

/** Whether two values log in by the same name and password. */
export function isSameLogin(one: DatabaseSecret, other: DatabaseSecret): boolean {
  return one.AccountName === other.AccountName && one.AccountPassword.equals(other.AccountPassword);
}
