import { brokenHistory, isErrno } from '../../shared/databases/mysql/errors.ts';
import { alterUsers, discarding, identified, replaceOwn } from '../../shared/databases/mysql/passwords.ts';
import { isAtLeast } from '../../shared/databases/mysql/server-version.ts';
import { Busy } from '../../shared/rotation/errors.ts';
import type { Opened } from './opened.ts';
import { isPrimary } from './restore.ts';

/** The account has no such privilege: then nobody has given it a second password either, or an admin has. */
const lacking = 1227;

/**
 * Leaves the account its current password alone. To discard the retained one would shut everybody out if the current
 * one were it, which is looked at first. False where that cannot be seen, since the account remembers its passwords:
 * the server then turns each of them down before it compares (tried on MySQL 9.7). The next rotation pushes it out.
 */
export async function keepOnlyCurrent(opened: Opened): Promise<boolean> {
  const { acting, access, settled, entries } = opened;
  const { current } = access;
  const { server } = settled;
  const { session } = acting;
  if (server.engine === 'mariadb') {
    // Without an admin it has one only: to get another takes one.
    if (acting.as === 'admin')
      await session.query(alterUsers(entries, identified(server, current.AccountPassword)));
    return true;
  }
  if (!isAtLeast(server, 'mysql', 8, 0, 14)) return true;
  const isFirst = await seeIfFirst(opened);
  if (isFirst === undefined) return false;
  if (!isFirst) throw new Busy(access.secret, 'the current password of the account is not its first one');
  const discard = discarding(server, entries);
  if (!discard) return true;
  try {
    await session.query(discard);
  } catch (error) {
    if (acting.as === 'admin' || !isErrno(error, lacking)) throw error;
  }
  return true;
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
