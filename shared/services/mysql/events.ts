import { RotationError, Unreachable } from '../../engine/rotation/errors.ts';
import type { Session } from './connector.ts';
import { definedBy } from './defined-by.ts';
import { isErrno, privilegeRefused } from './errors.ts';
import { type Account, identifier, parseAccount, type Statement, sql, verbatim } from './quoting.ts';

/** A program that the server runs by itself, with the rights of its definer, whether or not that account is locked. */
export interface ScheduledEvent {
  /** Quoted, with its database. */
  readonly name: string;
  readonly definer: Account;
  readonly isEnabled: boolean;
  /** Whether it could set a password, or let another one run that does. */
  readonly reachesAccounts: boolean;
}

/**
 * Words of which every statement has one that sets a password, runs a text or a procedure that is not seen here, or lets
 * another event run.
 */
const reaching = /(?:user|password|grant|prepare|execute|call|event|mysql)(?![\w$])/i;

/** Whose events are meant: those of one account, or of each that has the name if no host is given. */
export interface Definer {
  readonly user: string;
  readonly host?: string;
}

/** Events are shown to whoever has the right EVENT for their database, which their definer needs to have them run. */
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

/** Events that are disabled at most: whoever makes more of them does not keep an emergency from its value. */
const most = 100;

/**
 * Disables events of accounts that could take the password back, and calls `disabled` with the name of each that is so by
 * then. They keep their definer where whoever acts may name it; else they are of `own`, the account of the session. One that
 * stays enabled stops no emergency: it is looked for once more at the end.
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
    // Somebody may hold a lock: each event would be waited for.
    if (!(error instanceof RotationError) || error instanceof Unreachable) throw error;
  }
}

/** The same for the account that a session is of. */
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
