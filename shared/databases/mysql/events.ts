import { RotationError, Unreachable } from '../../rotation/errors.ts';
import type { Session } from './connector.ts';
import { identifier, list, parseAccount, sql, verbatim } from './quoting.ts';

/** A program that the server runs by itself, with the rights of its definer, whether or not that account is locked. */
export interface ScheduledEvent {
  /** Quoted, with its database. */
  readonly name: string;
  readonly definer: string;
  readonly isEnabled: boolean;
  /** Whether it could set a password, or let another one run that does. */
  readonly reachesAccounts: boolean;
}

/**
 * Words of which every statement has one that sets a password, runs a text or a procedure that is not seen here, or lets
 * another event run.
 */
const reaching = /(?:user|password|grant|prepare|execute|call|event|mysql)(?![\w$])/i;

/** Events are shown to whoever has the right EVENT for their database, which their definer needs to have them run. */
export async function listEvents(
  session: Session,
  definers: readonly string[],
): Promise<readonly ScheduledEvent[]> {
  const rows = await session.query(sql`
    select event_schema, event_name, definer, status, event_definition
    from information_schema.events
    where left(definer, char_length(definer) - char_length(substring_index(definer, '@', -1)) - 1)
      in (${list(definers.map((definer) => sql`${definer}`))})
    order by event_schema, event_name`);
  return rows
    .map(([schema, name, definer, status, body]) => ({
      name: `${identifier(schema ?? '')}.${identifier(name ?? '')}`,
      definer: parseAccount(definer ?? '').user,
      isEnabled: status === 'ENABLED',
      reachesAccounts: reaching.test(`${schema} ${body}`),
    }))
    .filter((event) => definers.includes(event.definer));
}

/**
 * Disables events of accounts that could take the password back. Whoever sees one may do so, and is its definer then. One
 * that stays enabled stops no emergency: it is looked for once more at the end.
 */
export async function disableEvents(session: Session, definers: readonly string[]): Promise<void> {
  for (const event of await listEvents(session, definers))
    if (event.isEnabled && event.reachesAccounts)
      await session.query(verbatim(`alter event ${event.name} disable`)).catch(unlessAnswered);
}

function unlessAnswered(error: unknown): void {
  if (!(error instanceof RotationError) || error instanceof Unreachable) throw error;
}
