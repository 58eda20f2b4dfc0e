import { generatePassword, rdsPasswords } from '../../shared/credentials/password.ts';
import type { Sensitive } from '../../shared/credentials/sensitive.ts';
import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { accountName, verbatim } from '../../shared/databases/mysql/quoting.ts';
import { everyPrivilege } from '../../shared/databases/mysql/rights/grant.ts';
import { placeOf } from '../../shared/databases/mysql/rights/place.ts';
import { holds, type Rights, readRights } from '../../shared/databases/mysql/rights/read-rights.ts';
import { PasswordRejected } from '../../shared/rotation/errors.ts';
import type { Opened } from './opened.ts';

/** So many values are drawn to see whether one of them could do. */
const draws = 50;

/**
 * Why whatever value is made would be turned down, as it is too much like the present one. The server compares the two
 * where an account that acts itself has to give its present password. An admin need not give it.
 */
export async function findTooSimilar(
  opened: Opened,
  next: DatabaseSecret,
): Promise<readonly PasswordRejected[]> {
  const { access, acting, settled } = opened;
  if (acting.as === 'admin' || access.emergency || settled.server.engine === 'mariadb') return [];
  const { percentage, requiresCurrent } = await readPolicy(opened);
  if (percentage === 0) return [];
  const present = acting.value.AccountName === next.AccountName ? acting.value : await access.previous();
  if (present?.AccountName !== next.AccountName) return [];
  if (!givesPresent(opened, await readRights(settled, settled.account), requiresCurrent)) return [];
  const drawn = Array.from({ length: draws }, () => generatePassword(access.policy.password, rdsPasswords));
  if (drawn.some((password) => differs(password, present.AccountPassword, percentage))) return [];
  const name = accountName({ ...settled.account, user: next.AccountName });
  const why = `too few of its characters would differ from those of the present one, which the account has to give, too, and of which validate_password.changed_characters_percentage asks for ${percentage} %: alter user ${name} password require current optional; or name an admin in the tag rotation:admin-secret`;
  return [new PasswordRejected(next.AccountName, why)];
}

/** Servers that compare no passwords do not know the first variable. */
async function readPolicy({ settled }: Opened) {
  const rows = await settled.session.query(
    verbatim(`
      show global variables
      where variable_name in ('validate_password.changed_characters_percentage', 'password_require_current')`),
  );
  const set = new Map(rows.map(([name, value]) => [name, value]));
  return {
    percentage: Number(set.get('validate_password.changed_characters_percentage') ?? 0),
    requiresCurrent: set.get('password_require_current') === 'ON',
  };
}

/** Whoever may change every account, or write to their table, need not (tried on MySQL 9.7). A role may give such a right. */
function givesPresent({ privileges }: Opened, { grants, attributes }: Rights, isUsual: boolean): boolean {
  const demand = attributes.options.get('PASSWORD REQUIRE CURRENT') ?? 'DEFAULT';
  if (demand === 'OPTIONAL' || (demand === 'DEFAULT' && !isUsual)) return false;
  const mayWrite = grants.some((grant) => {
    if (grant.kind === 'role') return true;
    if (grant.kind !== 'privilege' || !['UPDATE', everyPrivilege].includes(grant.privilege)) return false;
    const place = placeOf(grant.on);
    return place.level === 'database' && place.database === 'mysql';
  });
  return !mayWrite && !['CREATE USER', 'UPDATE'].some((privilege) => holds(privileges, privilege));
}

/** As the server counts: characters of the new one that the present one lacks, each once, whatever its case (tried on MySQL 9.7). */
function differs(password: Sensitive, present: Sensitive, percentage: number): boolean {
  const before = present.reveal().toLowerCase();
  const others = new Set([...password.reveal().toLowerCase()].filter((one) => !before.includes(one)));
  return others.size >= Math.floor((before.length * percentage) / 100);
}
