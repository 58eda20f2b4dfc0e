import { systemClock } from '../../runtime/system-clock.ts';
import type { ConfiguredSession } from './configure-session.ts';
import type { Row, Session } from './connector.ts';
import { isErrno, ServerError } from './errors.ts';
import { type Definer, isBy, listEvents } from './events.ts';
import { accountName, verbatim } from './quoting.ts';
import { holds } from './rights/read-rights.ts';

/** MySQL's error number for an account that may not list prepared transactions. */
const mayNotList = 1401;
/** Milliseconds to wait before a prepared transaction counts as left behind. A commit under way is over by then. */
const patience = 1_000;

export interface LeftBehind {
  /** Items that somebody has left, each with the statement that ends it. */
  readonly found: readonly string[];
  /** Items that this session may not look for, each with the right for it. */
  readonly unchecked: readonly string[];
}

/** The session that looks, and the remedy if it lacks a right. */
interface Looking {
  readonly configured: ConfiguredSession;
  /** The server-wide privileges of the session. */
  readonly privileges: ReadonlySet<string>;
  remedy(right: string): string;
}

/** Finds items that outlive the sessions of accounts: prepared transactions and events. */
export async function leftBehind(
  looking: Looking,
  definers: readonly Definer[],
  signal: AbortSignal,
): Promise<LeftBehind> {
  const all = [await findPrepared(looking, signal), await findEvents(looking, definers)];
  return {
    found: all.flatMap(({ found }) => found),
    unchecked: all.flatMap(({ unchecked }) => unchecked),
  };
}

/**
 * Finds events of the accounts, and of the acting account too. An account that disables another one's event may have
 * become its definer.
 */
async function findEvents(
  { configured, privileges, remedy }: Looking,
  definers: readonly Definer[],
): Promise<LeftBehind> {
  const { session, account } = configured;
  const found: string[] = [];
  const unchecked: string[] = [];
  const events = await listEvents(session, [...definers, account]).catch((error: unknown) => {
    if (!(error instanceof ServerError)) throw error;
    unchecked.push(`events could not be listed: the server answered with ${error.words}`);
    return [];
  });
  for (const { name, definer, isEnabled, reachesAccounts } of events) {
    const end = `drop event ${name};`;
    const isOwn = definers.some((one) => isBy(definer, one));
    if (isEnabled && isOwn && reachesAccounts)
      found.push(
        `the event ${name} runs as ${accountName(definer)} and could set the old password again: ${end}`,
      );
    else if (isEnabled && isOwn)
      unchecked.push(
        `the event ${name} still runs as ${accountName(definer)}. If no application needs it: ${end}`,
      );
    else if (!isEnabled && reachesAccounts)
      unchecked.push(
        `the event ${name} could set a password and is disabled. Check what it does before you enable it; if nobody needs it: ${end}`,
      );
  }
  if (!definers.some((one) => isBy(account, one)) && !holds(privileges, 'EVENT'))
    unchecked.push(`no right to list the events of the account: ${remedy('event on *.*')}`);
  return { found, unchecked };
}

/**
 * Finds prepared transactions, which outlive their session and keep its locks. The servers do not report their owners.
 * So none is ended, since it may belong to another application.
 */
async function findPrepared({ configured, remedy }: Looking, signal: AbortSignal): Promise<LeftBehind> {
  const { session, server } = configured;
  try {
    const list = () => (server.engine === 'mariadb' ? asText(session) : asHex(session));
    const first = new Set(await list());
    if (first.size > 0) await systemClock.sleep(patience, signal).catch(() => {});
    const left = first.size > 0 ? (await list()).filter((name) => first.has(name)) : [];
    const tell = (name: string) =>
      `a prepared transaction exists, and the server does not show its owner. If no application owns it: xa rollback ${name};`;
    return { found: left.map(tell), unchecked: [] };
  } catch (error) {
    if (!isErrno(error, mayNotList)) throw error;
    const fix = remedy('xa_recover_admin on *.*');
    return { found: [], unchecked: [`no right to list prepared transactions: ${fix}`] };
  }
}

/** Lists prepared transactions in the form that a statement takes. */
async function asText(session: Session): Promise<readonly string[]> {
  const rows = await session.query(verbatim(`xa recover format = 'sql'`));
  return rows.map((row) => row.at(-1) ?? '');
}

async function asHex(session: Session): Promise<readonly string[]> {
  const rows = await session.query(verbatim('xa recover convert xid'));
  return rows.map(([format, length, , data]: Row) => {
    const digits = (data ?? '').replace(/^0x/, '');
    const end = Number(length) * 2;
    return `X'${digits.slice(0, end)}',X'${digits.slice(end)}',${format}`;
  });
}
