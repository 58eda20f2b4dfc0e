import { place } from '../database/acting.ts';
import type { DatabaseSecret } from '../database/database-secret.ts';
import type { Session } from './connector.ts';
import { isDenied } from './errors.ts';

/**
 * What the server says it is, by whatever name it was reached, and the same after a failover. Where nobody may ask, the
 * name by which it was reached.
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
