/** One right of one account, as the server shows it. `on`, `of` and roles are quoted as the server quoted them. */
export type Grant =
  | { readonly kind: 'privilege'; readonly privilege: string; readonly on: string }
  /** A part of a wider privilege that was revoked again (`partial_revokes`). */
  | { readonly kind: 'withheld'; readonly privilege: string; readonly on: string }
  /** A privilege of MySQL 8 with a grant option of its own. */
  | { readonly kind: 'dynamic'; readonly privilege: string; readonly option: boolean }
  | { readonly kind: 'role'; readonly role: string; readonly option: boolean }
  /** A default role. MySQL sets default roles `to` an account, MariaDB sets one `for` it. */
  | { readonly kind: 'default-role'; readonly roles: string; readonly word: 'to' | 'for' }
  | { readonly kind: 'proxy'; readonly of: string; readonly option: boolean };

export const grantOption = 'GRANT OPTION';
export const everyPrivilege = 'ALL PRIVILEGES';

/** Returns the statement that gives a grant. The statement also identifies the grant. */
export function giving(grant: Grant, to: string): string {
  switch (grant.kind) {
    case 'privilege':
      return grant.privilege === grantOption
        ? `grant USAGE on ${grant.on} to ${to} with grant option`
        : `grant ${grant.privilege} on ${grant.on} to ${to}`;
    case 'withheld':
      return `revoke ${grant.privilege} on ${grant.on} from ${to}`;
    case 'dynamic':
      return `grant ${grant.privilege} on *.* to ${to}${withOption(grant.option)}`;
    case 'role':
      return `grant ${grant.role} to ${to}${grant.option ? ' with admin option' : ''}`;
    case 'default-role':
      return `set default role ${grant.roles} ${grant.word} ${to}`;
    case 'proxy':
      return `grant proxy on ${grant.of} to ${to}${withOption(grant.option)}`;
  }
}

export function taking(grant: Grant, from: string): string {
  switch (grant.kind) {
    case 'privilege':
      return `revoke ${grant.privilege} on ${grant.on} from ${from}`;
    case 'withheld':
      return `grant ${grant.privilege} on ${grant.on} to ${from}`;
    case 'dynamic':
      return `revoke ${grant.privilege} on *.* from ${from}`;
    case 'role':
      return `revoke ${grant.role} from ${from}`;
    case 'default-role':
      return `set default role none ${grant.word} ${from}`;
    case 'proxy':
      return `revoke proxy on ${grant.of} from ${from}`;
  }
}

/** Returns the statement that lets an account give or revoke the grant. */
export function allowing(grant: Grant, account: string): string {
  switch (grant.kind) {
    case 'privilege':
    case 'withheld':
      return `grant ${grant.privilege === grantOption ? 'USAGE' : grant.privilege} on ${grant.on} to ${account} with grant option`;
    case 'default-role':
      return `grant update on mysql.* to ${account}`;
    case 'dynamic':
      // To grant a dynamic privilege with its option, an account needs the static grant option too.
      return [
        giving({ ...grant, option: true }, account),
        ...(grant.option ? [`grant USAGE on *.* to ${account} with grant option`] : []),
      ].join('; ');
    default:
      return giving({ ...grant, option: true }, account);
  }
}

/** Returns the verb of a column privilege, such as `SELECT` for ``SELECT (`a`)``. */
export function verbOf(privilege: string): string {
  return privilege.replace(/ \([\s\S]*$/, '');
}

/** Returns the grants of `wanted` that `have` lacks, and those that it has beyond `wanted`. */
export function difference(
  wanted: readonly Grant[],
  have: readonly Grant[],
): { readonly missing: readonly Grant[]; readonly extra: readonly Grant[] } {
  return {
    missing: without(wanted, have),
    extra: without(have, wanted).filter((grant) => !wanted.some((one) => covers(one, grant))),
  };
}

function without(some: readonly Grant[], others: readonly Grant[]): readonly Grant[] {
  const known = new Set(others.map((grant) => giving(grant, '')));
  return some.filter((grant) => !known.has(giving(grant, '')));
}

/** Whether the wider grant includes a grant. Revoking a single privilege before granting all would leave a gap. */
function covers(wider: Grant, grant: Grant): boolean {
  return (
    wider.kind === 'privilege' &&
    wider.privilege === everyPrivilege &&
    grant.kind === 'privilege' &&
    grant.on === wider.on &&
    grant.privilege !== grantOption
  );
}

function withOption(option: boolean): string {
  return option ? ' with grant option' : '';
}
