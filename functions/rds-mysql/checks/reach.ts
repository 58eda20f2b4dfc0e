import { RotationError } from '../../../shared/engine/rotation/errors.ts';
import { sql } from '../../../shared/services/mysql/quoting.ts';
import { reaches } from '../../../shared/services/mysql/rights/authority.ts';
import type { Context } from '../context.ts';
import { check } from '../test-stored.ts';
import { readSources } from './fit.ts';

/**
 * Finds, for a plan, why an application could not use a new value. A plan also tries the current value, so this
 * function matters if that one is refused. It then uses another stored value that opened the service, database and
 * probe included.
 */
export async function findOutOfReach(context: Context, isRefused: boolean): Promise<readonly string[]> {
  const { access, acting, dialling } = context;
  const { current } = access;
  try {
    if (acting.as === 'admin') return isRefused ? await seenByAdmin(context) : [];
    if (acting.as !== 'current') await check(access, dialling, { ...acting.value, DBName: current.DBName });
    return [];
  } catch (error) {
    if (error instanceof RotationError) return [error.message];
    throw error;
  }
}

/**
 * Reports if the admin cannot see the database, or if the account may not use it: either would keep out a new value as
 * well.
 */
async function seenByAdmin(context: Context): Promise<readonly string[]> {
  const { access, acting, configured } = context;
  const { DBName, AccountName } = access.current;
  if (DBName === undefined) return [];
  const found = await acting.session.query(
    sql`select 1 from information_schema.schemata where schema_name = ${DBName}`,
  );
  const sources = await readSources(context);
  const mayUse = ({ rights }: (typeof sources)[number]) => reaches(configured.server, rights.grants, DBName);
  if (found.length > 0 && sources.length > 0 && sources.every(mayUse)) return [];
  return [
    `it is unknown whether the database in DBName exists and ${AccountName} may use it, since its current value is refused`,
  ];
}
