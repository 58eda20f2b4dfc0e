import {
  PolicyMalformed,
  PrivilegeMissing,
  type RotationError,
  StrategyUnavailable,
} from '../../../shared/engine/rotation/errors.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { strangerIn } from '../../../shared/services/database/own-account.ts';
import { findDefinerObject } from '../../../shared/services/mysql/definer-object.ts';
import { isErrno, missingAccount } from '../../../shared/services/mysql/errors.ts';
import type { Account } from '../../../shared/services/mysql/quoting.ts';
import { readAuthority } from '../../../shared/services/mysql/rights/authority.ts';
import { protectedFrom } from '../../../shared/services/mysql/rights/obstacles.ts';
import { readRights } from '../../../shared/services/mysql/rights/read-rights.ts';
import type { Context } from '../context.ts';
import { readSecond, showOwnSecond } from '../strategies/own-second-account.ts';
import { findObstaclesOf } from '../strategies/second-account.ts';
import { findUnfitForApi } from '../strategies/second-by-api.ts';
import { findBarred, findShut, hostOf, type Source } from './login-blocked.ts';

/**
 * Finds, as the admin sees it, why a new password would let nobody in or may not be set. If the current value is
 * refused, no login shows that.
 *
 * A rotation ends with the first error, so the errors come in the order in which to fix them. Whether entry and account
 * belong to this secret comes first, then who can log in, then which rights are missing. Rights of the other account
 * are checked only if it belongs to this secret.
 */
export async function findUnfit(context: Context, next: DatabaseSecret): Promise<readonly RotationError[]> {
  const { acting, api, configured, access } = context;
  if (access.emergency) return [];
  const isOwn = next.AccountName === access.current.AccountName;
  if (api && !isOwn) return await findUnfitForApi(context, api, next);
  if (acting.as !== 'admin') return [];
  const sources = await readSources(context);
  const seconds = isOwn ? [] : await readSecond(context, next.AccountName);
  const others = [...(await findOtherEntry(context)), ...(await findStranger(context, seconds))];
  const unfit: RotationError[] = [...others, ...(await findBarred(context, sources, isOwn))];
  if (unfit.length === 0) unfit.push(...(await findShut(context, seconds)));
  if (!isOwn) {
    const obstacles = others.length === 0 ? await findObstaclesOf(context, next.AccountName) : [];
    return [...unfit, ...obstacles];
  }
  const authority = await readAuthority(configured);
  const missing = sources
    .flatMap(({ entry, rights }) => protectedFrom(configured, authority, rights, entry))
    .map(({ what, fix }) => new PrivilegeMissing(acting.session.principal, what, fix));
  return [...unfit, ...missing];
}

/**
 * Returns an error if one of two alternating accounts is the definer of an object. The definer decides with whose
 * rights an object runs and who may alter it, and would change at each turn. Only a policy that names the strategy
 * accepts that.
 */
export async function findDefiner(
  { access, acting }: Context,
  next: DatabaseSecret,
): Promise<readonly StrategyUnavailable[]> {
  const { current, policy, emergency } = access;
  if (policy.strategy !== 'auto' || emergency || next.AccountName === current.AccountName) return [];
  const found = await findDefinerObject(acting.session, [current.AccountName, next.AccountName]);
  if (found === undefined) return [];
  const why = `two accounts would take turns. One of them is the definer of ${found}, and objects that the other creates have another definer. If that does no harm, set the tag rotation:strategy to alternating-users`;
  return [new StrategyUnavailable(policy.strategy, why)];
}

/**
 * Reads the rights of each entry of the current account. Returns nothing if the admin may set passwords but not read
 * how accounts log in.
 */
export async function readSources({ configured, entries }: Context): Promise<readonly Source[]> {
  const all: Source[] = [];
  try {
    for (const entry of entries) all.push({ entry, rights: await readRights(configured, entry) });
    return all;
  } catch (error) {
    if (error instanceof PrivilegeMissing || isErrno(error, ...missingAccount)) return [];
    throw error;
  }
}

/** Returns StrangerInPlace if the other account may be somebody else's. */
async function findStranger(
  context: Context,
  [first, ...rest]: readonly Account[],
): Promise<readonly RotationError[]> {
  if (first === undefined) return [];
  const stranger = await strangerIn(() => showOwnSecond(context, [first, ...rest]));
  return stranger ? [stranger] : [];
}

/**
 * Returns an error if the policy names an entry that the server does not use for a login from here. A value that is set
 * there could not be proven. Returns nothing if the current value is refused, since no login shows the entry then.
 */
async function findOtherEntry(context: Context): Promise<readonly RotationError[]> {
  const { current, policy, secret } = context.access;
  if (policy.host === undefined) return [];
  const host = await hostOf(context, current);
  if (host === undefined || host.toLowerCase() === policy.host.toLowerCase()) return [];
  const problem = `tag rotation:host names ${policy.host}, but the server lets ${current.AccountName} in as ${host} from here`;
  return [new PolicyMalformed(secret, [problem])];
}
