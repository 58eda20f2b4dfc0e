import type { Choices } from './set-up.ts';

const toAdmin = "to '{dba}'@'%' with grant option";
const to = "to '{app}'@'%'";

/** A privilege on something, and what lets an admin pass it on. */
function on(place: string, privilege: string): readonly [string, string] {
  return [`grant ${privilege} on ${place} ${to}`, `grant ${privilege} on ${place} ${toAdmin}`];
}

export function mysqlChoices(engine: 'mysql' | 'mariadb'): Choices {
  const isMysql = engine === 'mysql';
  return {
    strategies: ['auto', 'dual-password', 'alternating-users', 'alternating-users', 'single-user'],
    rights: [
      on('{db}.*', 'select, insert, update, delete'),
      on('{db}.*', 'all'),
      on('`{db}\\_archive`.*', 'select'),
      on('`{db}%`.*', 'select'),
      on('*.*', 'process'),
      on('*.*', 'select'),
      on('*.*', 'create tablespace'),
      on('{db}.orders', 'select, update'),
      on('{db}.orders', 'all'),
      on('{db}.orders', 'select (id), update (paid)'),
      on('{db}.gone', 'select'),
      on('procedure {db}.settle', 'execute'),
      [`grant insert on {db}.* ${to} with grant option`, `grant insert on {db}.* ${toAdmin}`],
      [`grant {role} ${to}`, `grant {role} to '{dba}'@'%' with admin option`],
      [`grant proxy on '{role}'@'%' ${to}`, `grant proxy on '{role}'@'%' ${toAdmin}`],
      ...(isMysql
        ? [
            on('*.*', 'connection_admin'),
            on('*.*', 'application_password_admin'),
            on('*.*', 'application_password_admin'),
            on('*.*', 'system_user'),
          ]
        : []),
    ],
    attributes: [
      "alter user '{app}'@'%' account lock",
      "alter user '{app}'@'%' password expire",
      "alter user '{app}'@'%' require ssl",
      "alter user '{app}'@'%' require x509",
      "alter user '{app}'@'%' with max_user_connections 1",
      "alter user '{app}'@'%' with max_user_connections 5",
      "create user '{app}'@'10.9.%' identified by 'Other-value-1'",
      ...(isMysql
        ? [
            "alter user '{app}'@'%' password history 3",
            "alter user '{app}'@'%' password require current",
            "alter user '{app}'@'%' failed_login_attempts 3 password_lock_time 1",
          ]
        : []),
    ],
    hosts: ['+', '10.9.+'],
  };
}
