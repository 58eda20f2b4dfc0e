import type { Session } from './connector.ts';
import { definedBy } from './defined-by.ts';
import { parseAccount, sql, verbatim } from './quoting.ts';

const kinds = [
  { kind: 'view', table: 'views', schema: 'table_schema', name: 'table_name' },
  { kind: 'routine', table: 'routines', schema: 'routine_schema', name: 'routine_name' },
  { kind: 'trigger', table: 'triggers', schema: 'trigger_schema', name: 'trigger_name' },
  { kind: 'event', table: 'events', schema: 'event_schema', name: 'event_name' },
] as const;

/**
 * Returns one object that runs with the rights of an account, as text for people. Returns undefined if the session sees
 * none.
 */
export async function findDefinerObject(
  session: Session,
  accounts: readonly string[],
): Promise<string | undefined> {
  for (const { kind, table, schema, name } of kinds) {
    const rows = await session.query(sql`
      select ${verbatim(schema)}, ${verbatim(name)}, definer
      from information_schema.${verbatim(table)}
      where ${definedBy(accounts)}`);
    const found = rows.find(([, , definer]) => accounts.includes(parseAccount(definer ?? '').user));
    if (found) return `the ${kind} ${found[0]}.${found[1]}`;
  }
  return undefined;
}
