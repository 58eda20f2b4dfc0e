import { RotationError, Unreachable } from '../../engine/rotation/errors.ts';
import type { Session } from './connector.ts';
import { definedBy } from './defined-by.ts';
import { isErrno, privilegeRefused } from './errors.ts';
import { type Account, identifier, parseAccount, type Statement, sql, verbatim } from './quoting.ts';

/**
 * A program that the server runs on its own schedule, with the rights of its definer, even if that account is locked.
 */
export interface ScheduledEvent {
  /** The quoted name, with its database. */
  readonly name: string;
  readonly definer: Account;
  readonly isEnabled: boolean;
  /** Whether the event could set a password, or start another one that does. */
  readonly reachesAccounts: boolean;
}

/**
 * Words that mark a dangerous statement. Every statement contains one if it sets a password, runs a text or procedure
 * that is not visible here, or starts another event.
 */
const reaching = /(?:user|password|grant|prepare|execute|call|event|mysql)(?![\w$])/i;

/** A definer of events: one account, or every account of the name if no host is given. */
export interface Definer {
  readonly user: string;
  readonly host?: string;
}

/**
 * Lists events. The server shows them to accounts with the EVENT right on their database. Their definer needs the same
 * right for them to run.
 */
export async function listEvents(
  session: Session,
  definers: readonly Definer[],
): Promise<readonly ScheduledEvent[]> {
  const users = [...new Set(definers.map(({ user }) => user))];
  const rows = await session.query(sql`
    select event_schema, event_name, definer, status, event_definition
    from information_schema.events
    where ${definedBy(users)}
    order by event_schema, event_name`);
  return rows
    .map(([schema, name, definer, status, body]) => ({
      name: `${identifier(schema ?? '')}.${identifier(name ?? '')}`,
      definer: parseAccount(definer ?? ''),
      isEnabled: status === 'ENABLED',
      reachesAccounts: reaching.test(`${schema} ${body}`),
    }))
    .filter((event) => definers.some((definer) => isBy(event.definer, definer)));
}

export function isBy({ user, host }: Account, definer: Definer): boolean {
  return user === definer.user && host.toLowerCase() === (definer.host ?? host).toLowerCase();
}

/**
 * Most events that are disabled. A holder of the account who makes more of them does not keep an emergency from its
 * value.
 */
const most = 100;

/**
 * Disables events of accounts that could take the password back. Calls `disabled` with the name of each event that is
 * now disabled. An event keeps its definer if the acting account may name it, and otherwise gets `own`, the account of
 * the session. An event that stays enabled does not stop an emergency, which checks once more at the end.
 */
export async function disableEvents(
  session: Session,
  definers: readonly Definer[],
  own: Account,
  disabled: (name: string) => void,
): Promise<void> {
  try {
    const all = await listEvents(session, [...definers, own]);
    const isMeant = ({ definer }: ScheduledEvent) => definers.some((one) => isBy(definer, one));
    const enabled = all.filter((event) => event.isEnabled && event.reachesAccounts && isMeant(event));
    const before = all.filter((event) => !event.isEnabled && event.reachesAccounts);
    for (const event of [...before, ...enabled.slice(0, most)]) {
      if (event.isEnabled) await disable(session, event);
      disabled(event.name);
    }
  } catch (error) {
    // Somebody may hold a lock, and each event would wait for it.
    if (!(error instanceof RotationError) || error instanceof Unreachable) throw error;
  }
}

/** Disables such events of the account that a session belongs to. */
export async function disableOwnEvents(session: Session, disabled: (name: string) => void): Promise<void> {
  const [[user] = []] = await session.query(verbatim('select current_user()'));
  const own = parseAccount(user ?? '');
  await disableEvents(session, [own], own, disabled);
}

async function disable(session: Session, { name, definer }: ScheduledEvent): Promise<void> {
  const turnOff = (as: Statement) => session.query(sql`alter ${as} event ${verbatim(name)} disable`);
  try {
    await turnOff(sql`definer = ${definer}`);
  } catch (error) {
    if (!isErrno(error, privilegeRefused)) throw error;
    await turnOff(verbatim(''));
  }
}
