import type { Session } from '../../shared/databases/mysql/connector.ts';
import { brokenHistory, isErrno } from '../../shared/databases/mysql/errors.ts';
import { alterUsers, discarding, identified, replaceOwn } from '../../shared/databases/mysql/passwords.ts';
import { verbatim } from '../../shared/databases/mysql/quoting.ts';
import { words } from '../../shared/databases/mysql/rights/show-text.ts';
import { isAtLeast } from '../../shared/databases/mysql/server-version.ts';
import { Busy } from '../../shared/rotation/errors.ts';
import type { Opened } from './opened.ts';
import { isPrimary } from './restore.ts';

/** The account may not take away a second password of its own. */
const lacking = 1227;

/**
 * Whether the current password of the account is the only one it is let in by. `hidden`: the account remembers its
 * passwords, and the server turns each of them down before it compares (tried on MySQL 9.7); the next rotation pushes the
 * other one out. `unseen`: it may not take a second one away, nor see whether there is one. `second`: there is one, which only
 * an admin can take away.
 */
export type Only = 'only' | 'hidden' | 'unseen' | 'second';

/**
 * Leaves the account its current password alone. To discard the retained one would shut everybody out if the current
 * one were it, which is looked at first.
 */
export async function keepOnlyCurrent(opened: Opened): Promise<Only> {
  const { acting, access, settled, entries } = opened;
  const { current } = access;
  const { server } = settled;
  const { session } = acting;
  if (server.engine === 'mariadb') {
    if (acting.as !== 'admin') return (await hasSecondMethod(session)) ? 'second' : 'only';
    await session.query(alterUsers(entries, identified(server, current.AccountPassword)));
    return 'only';
  }
  if (!isAtLeast(server, 'mysql', 8, 0, 14)) return 'only';
  const isFirst = await seeIfFirst(opened);
  if (isFirst === undefined) return 'hidden';
  if (!isFirst) throw new Busy(access.secret, 'the current password of the account is not its first one');
  const discard = discarding(server, entries);
  if (!discard) return 'only';
  try {
    await session.query(discard);
    return 'only';
  } catch (error) {
    if (acting.as === 'admin' || !isErrno(error, lacking)) throw error;
    return 'unseen';
  }
}

/** MariaDB shows everybody by what the own account is let in. */
async function hasSecondMethod(session: Session): Promise<boolean> {
  const [[text] = []] = await session.query(verbatim('show create user current_user()'));
  return words(text ?? '').includes('OR');
}

async function seeIfFirst(opened: Opened): Promise<boolean | undefined> {
  const { acting, access } = opened;
  const { current } = access;
  try {
    if (acting.as === 'admin') return await isPrimary(opened, current);
    return await replaceOwn(acting.session, current.AccountPassword, current.AccountPassword);
  } catch (error) {
    if (isErrno(error, brokenHistory)) return undefined;
    throw error;
  }
}
