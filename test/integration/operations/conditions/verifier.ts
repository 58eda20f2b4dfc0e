import type { ServerAddress } from '../../../support/servers/server.ts';
import { asAdmin } from '../../../support/stand/login.ts';

/** What a server keeps of the passwords of an account and of its second one. */
export function verifierOf(server: ServerAddress, account: string): Promise<readonly unknown[]> {
  const names = `('${account}', '${account}_rt')`;
  const statement =
    server.engine === 'postgresql'
      ? `select rolname, rolpassword, rolcanlogin from pg_authid where rolname in ${names} order by 1`
      : `select user, host, authentication_string from mysql.user where user in ${names} order by 1, 2`;
  return asAdmin(server, (query) => query(statement));
}
