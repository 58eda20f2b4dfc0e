import { isErrno } from '../../shared/databases/mysql/errors.ts';
import { alterUsers, discarding, identified, replaceOwn } from '../../shared/databases/mysql/passwords.ts';
import { isAtLeast } from '../../shared/databases/mysql/server-version.ts';
import { Busy } from '../../shared/rotation/errors.ts';
import type { Opened } from './opened.ts';
import { isPrimary } from './restore.ts';

/** The account has no such privilege: then nobody has given it a second password either, or an admin has. */
const lacking = 1227;

/**
 * Leaves the account its current password alone. To discard the retained one would shut everybody out if the current
 * one were it, which is looked at first.
 */
export async function keepOnlyCurrent(opened: Opened): Promise<void> {
  const { acting, access, settled, entries } = opened;
  const { current } = access;
  const { server } = settled;
  const { session } = acting;
  if (server.engine === 'mariadb') {
    // Without an admin it has one only: to get another takes one.
    if (acting.as === 'admin')
      await session.query(alterUsers(entries, identified(server, current.AccountPassword)));
    return;
  }
  if (!isAtLeast(server, 'mysql', 8, 0, 14)) return;
  const first =
    acting.as === 'admin'
      ? await isPrimary(opened, current)
      : await replaceOwn(session, current.AccountPassword, current.AccountPassword);
  if (!first) throw new Busy(access.secret, 'the current password of the account is not its first one');
  const discard = discarding(server, entries);
  if (!discard) return;
  try {
    await session.query(discard);
  } catch (error) {
    if (acting.as === 'admin' || !isErrno(error, lacking)) throw error;
  }
}
