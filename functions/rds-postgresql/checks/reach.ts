import { RotationError } from '../../../shared/engine/rotation/errors.ts';
import { identifier } from '../../../shared/services/postgresql/quoting.ts';
import { type Context, tryOut } from '../context.ts';

const connecting = `
select
  has_database_privilege(rolname, current_database(), 'connect') as connects,
  rolcanlogin as "logsIn",
  current_database()::text as database
from pg_roles
where rolname = $1
`;

/**
 * Finds, for a plan, why an application could not use a new value. A plan also tries the current value, so this
 * function matters if that one is refused. It then uses another stored value that opened the service, database and
 * probe included.
 */
export async function findOutOfReach(
  { access, acting, dialling }: Context,
  isRefused: boolean,
): Promise<readonly string[]> {
  const { current } = access;
  if (acting.as === 'current') return [];
  if (acting.as !== 'admin') {
    try {
      await tryOut({ access, dialling }, { ...acting.value, DBName: current.DBName }, acting.as);
      return [];
    } catch (error) {
      if (error instanceof RotationError) return [error.message];
      throw error;
    }
  }
  if (!isRefused) return [];
  const [account] = await acting.session.query<{
    connects: boolean;
    logsIn: boolean;
    database: string;
  }>(connecting, [current.AccountName]);
  if (!account) return [];
  const { connects, logsIn, database } = account;
  const role = identifier(current.AccountName);
  return [
    ...(connects
      ? []
      : [
          `${role} may not connect to its database: grant connect on database ${identifier(database)} to ${role}`,
        ]),
    ...(logsIn ? [] : [`${role} may not log in: alter role ${role} login`]),
  ];
}
