import * as z from 'zod';
import type { ServerAddress } from '../servers/server.ts';
import { asAdmin } from './login.ts';

const Rows = z.array(z.object({ passwords: z.coerce.number() }));

/**
 * How many passwords the server keeps for an account that may log in and for its twin, together. It is more than
 * the known values that log in if there is one that nobody knows.
 */
export async function passwordsKept(server: ServerAddress, account: string): Promise<number> {
  const rows = await asAdmin(server, (query) => query(statement(server, account)));
  return Rows.parse(rows).reduce((sum, { passwords }) => sum + passwords, 0);
}

function statement({ engine }: ServerAddress, account: string): string {
  const names = `('${account}', '${account}_rt')`;
  switch (engine) {
    case 'postgresql':
      return `
        select 1 as passwords
        from pg_authid
        where rolname in ${names}
          and rolcanlogin
          and rolpassword is not null`;
    case 'mysql':
      return `
        select 1 + ifnull(json_contains_path(user_attributes, 'one', '$.additional_password'), 0) as passwords
        from mysql.user
        where user in ${names}
          and account_locked = 'N'`;
    case 'mariadb':
      return `
        select ifnull(json_length(priv, '$.auth_or'), 1) as passwords
        from mysql.global_priv
        where user in ${names}
          and ifnull(json_value(priv, '$.account_locked'), 0) = 0`;
    default:
      return engine satisfies never;
  }
}
