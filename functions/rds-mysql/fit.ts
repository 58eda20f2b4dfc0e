import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { logIn } from '../../shared/databases/mysql/connector.ts';
import type { Entry } from '../../shared/databases/mysql/entries.ts';
import { isErrno, isLockedByHand, missingAccount } from '../../shared/databases/mysql/errors.ts';
import { accountName, parseAccount, verbatim } from '../../shared/databases/mysql/quoting.ts';
import { readAuthority } from '../../shared/databases/mysql/rights/authority.ts';
import { protectedFrom } from '../../shared/databases/mysql/rights/obstacles.ts';
import { type Rights, readRights } from '../../shared/databases/mysql/rights/read-rights.ts';
import { strangerIn } from '../../shared/databases/own-account.ts';
import {
  Barred,
  PolicyMalformed,
  PrivilegeMissing,
  type RotationError,
} from '../../shared/rotation/errors.ts';
import { isAccepted, type Opened } from './opened.ts';
import { readTwins, showOwnTwin } from './own-twin.ts';
import { findObstaclesOf } from './twin.ts';

/**
 * Why a new password would let nobody in, or may not be set, as the admin sees it: where the current value is refused,
 * no login tells. Of several entries of the account, one has to do.
 */
export async function findUnfit(opened: Opened, next: DatabaseSecret): Promise<readonly RotationError[]> {
  const { acting, settled, access } = opened;
  if (acting.as !== 'admin' || access.emergency) return [];
  const isOwn = next.AccountName === access.current.AccountName;
  const all = await readSources(opened);
  const errors: RotationError[] = [...(await findOtherEntry(opened)), ...(await findStranger(opened, next))];
  const barred = all.map(({ entry, rights }) => barrier(opened, accountName(entry), rights, isOwn));
  const [first] = barred;
  if (first && barred.every(Boolean)) errors.push(first);
  if (!isOwn) {
    const obstacles = errors.length === 0 ? await findObstaclesOf(opened, next.AccountName) : [];
    return [...errors, ...obstacles, ...(await findShut(opened, all))];
  }
  const authority = await readAuthority(settled);
  for (const { entry, rights } of all)
    for (const { what, fix } of protectedFrom(settled, authority, rights, entry))
      errors.push(new PrivilegeMissing(acting.session.principal, what, fix));
  return errors;
}

/** The other account may be somebody else's. */
async function findStranger(
  opened: Opened,
  { AccountName }: DatabaseSecret,
): Promise<readonly RotationError[]> {
  if (AccountName === opened.access.current.AccountName) return [];
  const [first, ...rest] = await readTwins(opened, AccountName);
  if (first === undefined) return [];
  const stranger = await strangerIn(() => showOwnTwin(opened, [first, ...rest]));
  return stranger ? [stranger] : [];
}

/**
 * Where some entries of the current account are locked and others are not, those of the other account will be, too. By one
 * that is locked nobody gets in to prove anything.
 */
async function findShut(opened: Opened, all: readonly Source[]): Promise<readonly RotationError[]> {
  const locked = all.filter(({ rights }) => rights.attributes.isLocked);
  if (locked.length === 0 || locked.length === all.length) return [];
  try {
    await isAccepted(opened, opened.access.current);
    return [];
  } catch (error) {
    if (!(error instanceof Barred)) throw error;
    return isLockedByHand(error) ? [error] : [];
  }
}

interface Source {
  readonly entry: Entry;
  readonly rights: Rights;
}

/** Nothing where the admin may set passwords, and not read how accounts log in. */
export async function readSources({ settled, entries }: Opened): Promise<readonly Source[]> {
  const all: Source[] = [];
  try {
    for (const entry of entries) all.push({ entry, rights: await readRights(settled, entry) });
    return all;
  } catch (error) {
    if (error instanceof PrivilegeMissing || isErrno(error, ...missingAccount)) return [];
    throw error;
  }
}

/** The lock of one account of two stays its own. */
function barrier(
  { access }: Opened,
  account: string,
  { attributes }: Rights,
  isOwn: boolean,
): Barred | undefined {
  const { options, isLocked } = attributes;
  const service = `the server of ${access.secret}`;
  if (!['NONE', 'SSL', undefined].includes(options.get('REQUIRE')))
    return new Barred(
      account,
      service,
      'it wants a certificate of the client, or a cipher, which this product has none of',
      `alter user ${account} require ssl`,
    );
  if (isOwn && isLocked)
    return new Barred(account, service, 'it is locked', `alter user ${account} account unlock`);
  return undefined;
}

/**
 * The policy may name an entry of the account that the server does not take for a login from here: what is set there
 * could not be proven. Where the current value is refused, no login tells.
 */
async function findOtherEntry({ access, dialling }: Opened): Promise<readonly RotationError[]> {
  const { current, policy, secret } = access;
  if (policy.host === undefined) return [];
  const login = await logIn(dialling, current);
  if (login === 'refused') return [];
  await using session = login;
  const [[user] = []] = await session.query(verbatim('select current_user()'));
  const { host } = parseAccount(user ?? '');
  if (host.toLowerCase() === policy.host.toLowerCase()) return [];
  const problem = `tag rotation:host names ${policy.host}, but the server lets ${current.AccountName} in as ${host} from here`;
  return [new PolicyMalformed(secret, [problem])];
}
