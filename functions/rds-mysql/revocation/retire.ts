import type { DatabaseSecret } from '../../../shared/databases/database-secret.ts';
import { byPlace, describe } from '../../../shared/databases/logged-in.ts';
import { type Listed, readMark } from '../../../shared/databases/mysql/sessions.ts';
import { strangerIn } from '../../../shared/databases/own-account.ts';
import { PrivilegeMissing } from '../../../shared/rotation/errors.ts';
import type { Retirement } from '../../../shared/rotation/service.ts';
import type { Opened } from '../context.ts';
import { sessionsOf } from '../sessions.ts';
import { formatMark, openedBefore, parseMark } from '../strategies/watermark.ts';
import { disable } from './disable.ts';
import { keepOnlyCurrent } from './only-password.ts';

/** Ends the previous value, unless somebody is logged in with it as far as the server tells. */
export async function retire(opened: Opened, previous: DatabaseSecret): Promise<Retirement> {
  const { current } = opened.access;
  return previous.AccountName === current.AccountName
    ? retirePassword(opened)
    : retireAccount(opened, previous);
}

/** Two accounts: whoever is logged in with the other one uses the previous value. */
async function retireAccount(opened: Opened, previous: DatabaseSecret): Promise<Retirement> {
  const { users, unseen } = await look(opened, previous);
  if (users.length > 0) return { state: 'in-use', by: describe(byPlace(users)) };
  if (opened.acting.as !== 'admin')
    return {
      state: 'unable',
      why: `the next rotation logs in with it as ${previous.AccountName}, since no admin secret is named that could`,
    };
  if (unseen) return unseen;
  const stranger = await strangerIn(() => disable(opened, previous.AccountName));
  return stranger ? { state: 'unable', why: stranger.message } : { state: 'retired' };
}

/**
 * Two passwords of one account: the server does not tell by which of them a session came in. What was opened before
 * the promotion came in by the old one, and its client may hold that still.
 */
async function retirePassword(opened: Opened): Promise<Retirement> {
  const { access, acting } = opened;
  const now = await readMark(acting.session);
  const seen = parseMark(await access.readNote());
  if (seen === undefined) await access.note(formatMark(now));
  const since = seen ?? now;
  const looked = await look(opened, access.current);
  if (looked.unseen) return looked.unseen;
  const users = openedBefore(since, now, looked.users);
  if (users.length === 0) return discard(opened);
  const opening = seen === undefined ? 'opened before this first look' : 'opened before the promotion';
  return { state: 'in-use', by: `${describe(byPlace(users))}, ${opening}` };
}

interface Looked {
  readonly users: readonly Listed[];
  /** Present where an application may be in that cannot be seen. */
  readonly unseen?: Retirement;
}

async function look(opened: Opened, value: DatabaseSecret): Promise<Looked> {
  try {
    return { users: await sessionsOf(opened, value) };
  } catch (error) {
    if (!(error instanceof PrivilegeMissing)) throw error;
    return { users: [], unseen: { state: 'unable', why: error.message } };
  }
}

async function discard(opened: Opened): Promise<Retirement> {
  const only = await keepOnlyCurrent(opened);
  if (only === 'second')
    return {
      state: 'unable',
      why: 'only an admin can take a second password of it away: name one in the tag rotation:admin-secret',
    };
  if (only !== 'hidden') return { state: 'retired' };
  return {
    state: 'unable',
    why: 'the account remembers its passwords, which hides the order of the two; the next rotation ends it',
  };
}
