import { pairOf } from '../../engine/credentials/turn.ts';
import { AdminMismatch, Busy, NotHeld, OwnAdmin, Refused } from '../../engine/rotation/errors.ts';
import { afterChange } from '../../engine/rotation/internal-error.ts';
import type { Policy } from '../../engine/rotation/policy.ts';
import type { Place, RotationContext } from '../../engine/rotation/service.ts';
import { stagesInOrder } from '../../engine/rotation/stored-values.ts';
import type { DatabaseSecret } from './database-secret.ts';

/** The session that acts on the server, and whose it is. */
export interface Acting<Session> {
  readonly session: Session;
  readonly as: 'admin' | 'current' | 'pending' | 'previous';
  readonly value: DatabaseSecret;
  /** Where an admin acts: the stored value of the account that has logged in. */
  readonly holder?: DatabaseSecret;
  /** Where the current value's password was right, and no place was free for its login. */
  readonly full?: Busy;
}

/** How an engine lets in, and what it tells of it. */
export interface Engine<Session> {
  logIn(value: DatabaseSecret): Promise<Session | 'refused'>;
  /** Whether a login that ended has shown all the same that the password is right. */
  provesPassword(error: unknown): boolean;
  /** Whose second account one is, as its mark says. */
  firstOf(session: Session, account: string): Promise<string | undefined>;
}

/**
 * The admin acts where the policy names one and a stored value of the account logs in. Else the account itself does,
 * with the current value; only where that is refused, once with each other value the service may still hold. An
 * account of its own with a single password begins with the one that is expected, since the current one may be known to
 * be gone. What comes of it:
 *
 * | the server accepts         | the account itself              | an admin, one account     | an admin, two accounts    |
 * |----------------------------|---------------------------------|---------------------------|---------------------------|
 * | current, pending or both   | rotated                         | rotated                   | rotated                   |
 * | previous only              | rotated; the current is mended  | rotated                   | rotated                   |
 * | none of them               | refused, after one try of each  | refused, likewise         | refused, likewise         |
 * | nobody, it is unreachable  | unreachable                     | unreachable               | unreachable               |
 * | account locked             | refused                         | refused                   | rotated to the other one (PostgreSQL: refused) |
 * | password expired           | refused                         | rotated: it is a new one (PostgreSQL: refused) | rotated                   |
 * | account dropped, renamed   | refused, after one try of each  | refused                   | refused                   |
 *
 * An operator who names the account has no need of a login. All leave service and stages untouched unless they say
 * `rotated`. A pending version is gone on with, on a locked account too; a pending stage left on the current version is
 * ended first, with at most one more refused login, by which the version is found that is to be the previous one.
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
    // Who waits for a place then does so while applications are refused.
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

/** The host and port are compared before the admin logs in: it must not be led to another server. */
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

/** Whether a value shows by a login of its own, which is over by then, that its password is right. */
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

/** The value that logged in may be of the other account of the pair: then a mark has to say so. */
async function areOfPair<Session>(
  session: Session,
  one: string,
  other: string,
  { firstOf }: Engine<Session>,
): Promise<boolean> {
  if (one === other) return true;
  return (await firstOf(session, one)) === other || (await firstOf(session, other)) === one;
}

/** The server, and one name for both accounts of a pair; a tag that names another account does not count. */
export function place(value: DatabaseSecret): Place {
  return { server: `${hostOf(value)}:${value.Port}`, account: pairOf(value.AccountName) };
}

/** The paths in which two values do not open the same server. */
export function differentService(one: DatabaseSecret, other: DatabaseSecret): string[] {
  const host = hostOf(one) === hostOf(other) ? [] : ['Endpoint'];
  return one.Port === other.Port ? host : [...host, 'Port'];
}

/** A host is the same in capitals, and with a dot at its end. Source: RFC 4343; RFC 1034, section 3.1. */
function hostOf({ Endpoint }: DatabaseSecret): string {
  return Endpoint.toLowerCase().replace(/\.$/, '');
}

/** The same, and the account: it may be the other one of the pair, as far as names tell. */
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
