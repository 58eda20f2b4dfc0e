import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { logIn } from '../../shared/databases/mysql/connector.ts';
import { runProbe } from '../../shared/databases/mysql/probe.ts';
import { verbatim } from '../../shared/databases/mysql/quoting.ts';
import { settle } from '../../shared/databases/mysql/settle.ts';
import { Refused } from '../../shared/rotation/errors.ts';
import type { Opened } from './opened.ts';
import { requireSameRights } from './same-rights.ts';

/**
 * Runs the configured probe with the new value, then logs in with it as an application does: the login comes last, so that
 * nothing can undo what it proves. Where it is another account's, its rights must be those of the current one, as each of
 * them sees its own or as the admin sees them.
 */
export async function prove(opened: Opened, next: DatabaseSecret): Promise<void> {
  const { access, dialling } = opened;
  await runProbe(access, dialling, next, 'pending');
  const login = await logIn(dialling, next, next.DBName);
  if (login === 'refused') throw new Refused(next.AccountName, 'pending');
  await using session = login;
  await session.query(verbatim('select 1'));
  if (next.AccountName === access.current.AccountName) return;
  await requireSameRights(opened, await settle(session, dialling.signal));
}
