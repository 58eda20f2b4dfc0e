import { instant } from '../../runtime/time.ts';
import type { ServerAccount } from './account-server.ts';
import type { RdsInstance } from './instance.ts';
import type { PostgresqlSession } from './postgresql-session.ts';

/** Reads the roles that may log in. A superuser belongs to the server, as does a role of PostgreSQL itself. */
export async function readPostgresqlAccounts(
  session: PostgresqlSession,
  { AdminName: admin }: RdsInstance,
): Promise<readonly ServerAccount[]> {
  const rows = await session.query(`
    select
      rolname as name,
      rolbypassrls as bypass,
      rolcreatedb as createdb,
      rolcreaterole as createrole,
      rolreplication as replication,
      rolvaliduntil = 'infinity' as unlimited,
      extract(epoch from nullif(rolvaliduntil, 'infinity')) * 1000 as until,
      array(select datname::text from pg_database where datdba = role.oid and not datistemplate) as databases
    from pg_roles as role
    where rolcanlogin and not rolsuper and rolname !~ '^pg_'`);
  return rows
    .filter(({ name }) => name !== admin)
    .map((row) => ({
      name: String(row.name),
      privileges: namesIn(row.databases).map((database) => ({
        database,
        mode: 'DBOwner',
        detail: 'DBOwner',
      })),
      attributes: {
        BypassRLS: mark(row.bypass),
        CreateDB: mark(row.createdb),
        CreateRole: mark(row.createrole),
        Replication: mark(row.replication),
        ValidUntil: validUntil(row.unlimited, row.until),
      },
    }));
}

const namesIn = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);

/** Returns a truth value as RDS writes it. Source: RDS, DescribeAccounts. */
const mark = (value: unknown) => (value === true ? 't' : 'f');

function validUntil(unlimited: unknown, until: unknown): string {
  if (unlimited === true) return 'infinity';
  return until === null || until === undefined ? '' : instant(Number(until));
}
