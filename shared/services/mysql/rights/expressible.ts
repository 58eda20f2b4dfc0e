import { changedClauses } from './attributes.ts';
import { type Grant, giving, grantOption } from './grant.ts';
import { placeOf } from './place.ts';
import type { Rights } from './read-rights.ts';

/** The rights that the API of RDS can give in a database. Source: RDS GrantAccountPrivilege, for MySQL and MariaDB. */
const privilegesOfApi: ReadonlySet<string> = new Set(['ReadWrite', 'ReadOnly', 'DDLOnly', 'DMLOnly']);

/**
 * Server-wide privileges that come along with a right in a database. Source: RDS for MySQL, "Account permissions".
 * MariaDB calls REPLICATION CLIENT so from 10.5 on. Source: MariaDB, "GRANT".
 */
const alongside: ReadonlySet<string> = new Set([
  'USAGE',
  'PROCESS',
  'REPLICATION SLAVE',
  'REPLICATION CLIENT',
  'BINLOG MONITOR',
]);

const newAccount = { options: new Map<string, string>(), isLocked: false, defaultRoles: undefined };

/**
 * Lists the rights of an account that the API of RDS cannot give to another one. `privileges` has its right in each
 * database, as the API lists it. `rights` is absent if nobody here may read them.
 */
export function inexpressible(
  rights: Rights | undefined,
  privileges: ReadonlyMap<string, string>,
): readonly string[] {
  const custom = [...privileges]
    .filter(([, privilege]) => !privilegesOfApi.has(privilege))
    .map(([database, privilege]) => `the API of RDS cannot give "${privilege}" in ${database}`);
  if (rights === undefined) return custom;
  const beyond = rights.grants
    .filter((grant) => !comesFrom(grant, privileges))
    .map((grant) => `the API of RDS cannot "${giving(grant, 'it')}"`);
  const clauses = changedClauses(rights.attributes, newAccount).map(
    (clause) => `the API of RDS cannot set "${clause}"`,
  );
  const described =
    rights.description.text === '{}' ? [] : ['the API of RDS cannot set its comment or attributes'];
  return [...custom, ...beyond, ...clauses, ...described];
}

/** Whether a right in one of the databases, as the API gives it, may bring the grant along. */
function comesFrom(grant: Grant, privileges: ReadonlyMap<string, string>): boolean {
  if (grant.kind !== 'privilege') return false;
  const place = placeOf(grant.on);
  if (place.level === 'server') return alongside.has(grant.privilege);
  if (place.level !== 'database' || grant.privilege === grantOption) return false;
  return privileges.has(place.database.replaceAll(/\\([_%])/g, '$1'));
}
