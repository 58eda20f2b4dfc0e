import { AccountMissing, Barred, PrivilegeMissing, StrategyUnavailable } from '../../rotation/errors.ts';
import type { SecretId } from '../../rotation/store.ts';
import type { Session } from './connector.ts';
import { identifier } from './quoting.ts';
import type { Roles } from './rights/compare.ts';
import { type Role, readRoles } from './roles.ts';

/** The pair of accounts as it stands; a role that does not exist yet is absent. */
export interface Pair {
  readonly names: Roles;
  readonly release: number;
  /** The role the acting session has logged in as. */
  readonly actor: Role;
  readonly current: Role;
  readonly next: Role | undefined;
  readonly owner: Role | undefined;
}

/**
 * Looks at the pair as it stands. What a tag names may belong to somebody else: see `showOwn`.
 */
export async function readPair(session: Session, secret: SecretId, names: Roles): Promise<Pair> {
  const { current, next, owner } = names;
  const { release, byName } = await readRoles(session, [current, next, owner], owner);
  const [actor, account] = [byName.get(session.principal), byName.get(current)];
  if (!actor || !account) throw new AccountMissing(current, secret);
  return { names, release, actor, current: account, next: byName.get(next), owner: byName.get(owner) };
}

/** Nothing is to be created or handed over any more; rights may still differ. */
export function isSettled({ current, next, owner }: Pair): boolean {
  return (
    owner !== undefined && [current, next].every((role) => role?.usable && role.actsAsOwner && !role.owns)
  );
}

/** Called where the admin is going to act. */
export function refuseUnfit({ names, release, actor, current, next, owner }: Pair): void {
  const [admin, account, twin, group] = [actor.name, current.name, names.next, names.owner].map(identifier);
  if (new Set([admin, account, twin, group]).size < 4)
    throw unfit(`admin ${admin}, accounts ${account} and ${twin}, owning role ${group} are not four roles`);
  if (current.bootstrap) throw unfit(`${account} owns the catalogs, which nobody else can`);
  if (owner?.logsIn) throw unfit(`the owning role ${group} can log in`);
  if (owner && !current.member)
    throw unfit(
      `${group} exists; if it is meant to own what ${account} creates: grant ${group} to ${account}`,
    );
  if (!current.superuser && (next?.superuser || owner?.superuser))
    throw unfit(`${twin} or ${group} is a superuser, which ${account} is not`);
  if (!current.inherits && release < 16)
    throw unfit(`open sessions of ${account} would lose its objects: alter role ${account} inherit`);
  refuseUnable(actor, current, release);
}

/** An expired account is levelled to its twin, expiry included: neither would log in. */
export function refuseExpired({ name, expired }: Role, secret: SecretId): void {
  if (!expired) return;
  const fix = `alter role ${identifier(name)} valid until 'infinity'`;
  throw new Barred(name, `the server of ${secret}`, 'its password has expired', fix);
}

/** Throws PrivilegeMissing where the admin may not alter the account. */
export function refuseUnable(admin: Role, account: Role, release: number): void {
  if (admin.superuser || admin.name === account.name) return;
  if (!admin.createsRoles)
    throw new PrivilegeMissing(admin.name, 'alter roles', `alter role ${identifier(admin.name)} createrole`);
  if (!account.administered)
    throw new PrivilegeMissing(
      admin.name,
      `alter ${identifier(account.name)}`,
      account.superuser ? toSuperuser(admin) : adminOption(account.name, admin, release),
    );
}

/** What lets an admin alter a role. Before 16, whoever may create roles may alter all but superusers. */
export function adminOption(role: string, admin: Role, release: number): string {
  if (release < 16) return toSuperuser(admin);
  return `grant ${identifier(role)} to ${identifier(admin.name)} with admin option`;
}

function toSuperuser({ name }: Role): string {
  return `alter role ${identifier(name)} superuser`;
}

function unfit(why: string): StrategyUnavailable {
  return new StrategyUnavailable('alternating-users', why);
}
