import { place } from '../database/acting.ts';
import type { DatabaseSecret } from '../database/database-secret.ts';
import type { Session } from './connector.ts';
import { isDenied } from './errors.ts';

/**
 * Returns the server's own identity. It does not depend on the name that reached it, and stays the same after a
 * failover. If the session may not ask for it, returns the name that reached it.
 */
export async function readIdentity(session: Session, value: DatabaseSecret): Promise<string> {
  try {
    const [found] = await session.query<{ id: string }>(
      'select system_identifier::pg_catalog.text as id from pg_catalog.pg_control_system()',
    );
    return found?.id ?? '';
  } catch (error) {
    if (isDenied(error)) return place(value).server;
    throw error;
  }
}
