import type { Repair } from '../../shared/engine/rotation/service.ts';
import type { DatabaseSecret } from '../../shared/services/database/database-secret.ts';
import { alterUsers, either, identified } from '../../shared/services/mysql/passwords.ts';
import { repairByApi } from '../../shared/services/rds/repair.ts';
import type { Context } from './context.ts';

/**
 * Returns a repair by which the admin or the API of RDS sets the primary password of the account again. A second
 * password stays as it is.
 */
export function repairing({
  access,
  acting,
  api,
  configured,
  entries,
}: Context): Repair<DatabaseSecret> | undefined {
  if (api) return repairByApi(api, acting, access.current);
  if (acting.as !== 'admin') return undefined;
  const { server } = configured;
  return {
    repair: async (current, beside) => {
      const lives = beside?.AccountName === current.AccountName ? beside : undefined;
      const clause =
        lives && server.engine === 'mariadb'
          ? either(current.AccountPassword, lives.AccountPassword)
          : identified(server, current.AccountPassword);
      await acting.session.query(alterUsers(entries, clause));
    },
  };
}
