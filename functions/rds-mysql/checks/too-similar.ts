import { PasswordRejected, RotationError } from '../../../shared/engine/rotation/errors.ts';
import type { Sensitive } from '../../../shared/runtime/sensitive.ts';
import type { DatabaseSecret } from '../../../shared/services/database/database-secret.ts';
import { accountName, verbatim } from '../../../shared/services/mysql/quoting.ts';
import { everyPrivilege } from '../../../shared/services/mysql/rights/grant.ts';
import { placeOf } from '../../../shared/services/mysql/rights/place.ts';
import { holds, type Rights, readRights } from '../../../shared/services/mysql/rights/read-rights.ts';
import { type Context, renewed } from '../context.ts';

/** The most values that are made: enough to find a good one if one in fifty would do. */
const mostDraws = 1_000;

/**
 * Returns the value, with another password if its own is too similar to the present one. The server compares the two if
 * an account that acts itself must give its present password; an admin need not give it. Throws PasswordRejected if no
 * value would do, except in an emergency, which makes the attempt all the same.
 */
export async function unlikePresent(context: Context, next: DatabaseSecret): Promise<DatabaseSecret> {
  const { emergency } = context.access;
  const compared = await findCompared(context, next).catch((error: unknown) => {
    if (emergency && error instanceof RotationError) return undefined;
    throw error;
  });
  if (compared === undefined) return next;
  const { present, percentage } = compared;
  let made = next;
  for (let draws = 1; draws <= mostDraws; draws += 1) {
    if (differs(made.AccountPassword, present, percentage)) return made;
    made = renewed(context, next.AccountName);
  }
  if (emergency) return made;
  const name = accountName({ ...context.configured.account, user: next.AccountName });
  const why = `too few of its characters would differ from the current password, which the account must also give. validate_password.changed_characters_percentage requires ${percentage} %. To allow it: alter user ${name} password require current optional; or name an admin in the tag rotation:admin-secret`;
  throw new PasswordRejected(next.AccountName, why);
}

/**
 * Returns the present password, with which the server compares a new one, and the percentage that must differ. Returns
 * undefined if the server compares nothing.
 */
async function findCompared(context: Context, next: DatabaseSecret) {
  const { access, acting, configured } = context;
  if (acting.as === 'admin' || configured.server.engine === 'mariadb') return undefined;
  const { percentage, requiresCurrent } = await readPolicy(context);
  if (percentage === 0) return undefined;
  const value = acting.value.AccountName === next.AccountName ? acting.value : await access.previous();
  if (value?.AccountName !== next.AccountName) return undefined;
  if (!givesPresent(context, await readRights(configured, configured.account), requiresCurrent))
    return undefined;
  return { present: value.AccountPassword, percentage };
}

/**
 * Reads the rules of the server about present passwords. Servers that compare no passwords do not know the first
 * variable.
 */
async function readPolicy({ configured }: Context) {
  const rows = await configured.session.query(
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

/**
 * Returns whether the account must give its present password. An account that may change every account, or write to
 * their table, need not (tried on MySQL 9.7). A role may give such a right.
 */
function givesPresent({ privileges }: Context, { grants, attributes }: Rights, isUsual: boolean): boolean {
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

/**
 * Returns whether two passwords differ enough. Counts as the server does: characters of the new one that the present
 * one lacks, each once, in either case (tried on MySQL 9.7).
 */
function differs(password: Sensitive, present: Sensitive, percentage: number): boolean {
  const before = present.reveal().toLowerCase();
  const others = new Set([...password.reveal().toLowerCase()].filter((one) => !before.includes(one)));
  return others.size >= Math.floor((before.length * percentage) / 100);
}
