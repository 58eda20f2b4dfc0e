import type { RdsInstance } from './instance.ts';

/** Privileges that SQL grants on the whole server. Every mode has the last two, and all but ReadOnly the first. */
export const serverWide = ['PROCESS', 'REPLICATION SLAVE', 'REPLICATION CLIENT'] as const;

const replication = ['REPLICATION SLAVE', 'REPLICATION CLIENT'] as const;

/**
 * The privileges of each mode of GrantAccountPrivilege. Source: ApsaraDB RDS for MySQL, "Account permissions".
 */
export const modes: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'ReadWrite',
    [
      'ALTER',
      'ALTER ROUTINE',
      'CREATE',
      'CREATE ROUTINE',
      'CREATE TEMPORARY TABLES',
      'CREATE VIEW',
      'DELETE',
      'DROP',
      'EVENT',
      'EXECUTE',
      'INDEX',
      'INSERT',
      'LOCK TABLES',
      'REFERENCES',
      'SELECT',
      'SHOW VIEW',
      'TRIGGER',
      'UPDATE',
      ...serverWide,
    ],
  ],
  ['ReadOnly', ['SELECT', 'SHOW VIEW', ...replication]],
  [
    'DDLOnly',
    [
      'ALTER',
      'ALTER ROUTINE',
      'CREATE',
      'CREATE ROUTINE',
      'CREATE TEMPORARY TABLES',
      'CREATE VIEW',
      'DROP',
      'INDEX',
      'LOCK TABLES',
      'SHOW VIEW',
      ...serverWide,
    ],
  ],
  [
    'DMLOnly',
    [
      'CREATE TEMPORARY TABLES',
      'DELETE',
      'EVENT',
      'EXECUTE',
      'INSERT',
      'LOCK TABLES',
      'SELECT',
      'SHOW VIEW',
      'TRIGGER',
      'UPDATE',
      ...serverWide,
    ],
  ],
]);

/**
 * The privileges of the privileged account. Source: ApsaraDB RDS for MySQL, "Account permissions". The right to grant
 * them is inferred, because the page says that the account manages the others.
 */
export const privileged = [
  'ALTER',
  'ALTER ROUTINE',
  'CREATE',
  'CREATE ROUTINE',
  'CREATE TEMPORARY TABLES',
  'CREATE USER',
  'CREATE VIEW',
  'DELETE',
  'DROP',
  'EVENT',
  'EXECUTE',
  'INDEX',
  'INSERT',
  'LOCK TABLES',
  'REFERENCES',
  'RELOAD',
  'SELECT',
  'SHOW VIEW',
  'TRIGGER',
  'UPDATE',
  ...serverWide,
] as const;

/** Returns the modes that GrantAccountPrivilege takes. PostgreSQL is taken to have cloud disks. */
export const modesOf = ({ Engine: engine }: RdsInstance): readonly string[] =>
  engine === 'PostgreSQL' ? ['DBOwner'] : [...modes.keys()];

/** Returns the privileges of a mode that are granted on a database, in the order of the alphabet. */
export const onDatabase = (privileges: readonly string[]): readonly string[] =>
  privileges.filter((one) => !serverWide.some((wide) => wide === one)).toSorted();

/** Returns the mode with exactly these privileges on a database, or `Custom` if there is none. */
export function modeWith(privileges: readonly string[]): string {
  const given = onDatabase(privileges).join();
  const found = [...modes].find(([, ofMode]) => onDatabase(ofMode).join() === given);
  return found?.[0] ?? 'Custom';
}
