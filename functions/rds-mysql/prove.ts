import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { logIn } from '../../shared/databases/mysql/connector.ts';
import { runProbe } from '../../shared/databases/mysql/probe.ts';
import { differencesOf } from '../../shared/databases/mysql/rights/copy-rights.ts';
import { readRights } from '../../shared/databases/mysql/rights/read-rights.ts';
import { settle } from '../../shared/databases/mysql/settle.ts';
import { Refused, RightsDiffer } from '../../shared/rotation/errors.ts';
import type { Opened } from './opened.ts';

/**
 * Logs in with the new value as an application does, and runs the statement the policy names. Where it is another
 * account's, its rights must be those of the current one, as each of them sees its own or as the admin sees them.
 */
export async function prove(opened: Opened, next: DatabaseSecret): Promise<void> {
  const { access, acting, dialling, settled } = opened;
  const login = await logIn(dialling, next, next.DBName);
  if (login === 'refused') throw new Refused(next.AccountName, 'pending');
  await using session = login;
  await runProbe(session, access.secret, access.policy.probe);
  const { AccountName } = access.current;
  if (next.AccountName === AccountName || (acting.as !== 'admin' && settled.account.user !== AccountName))
    return;
  const own = await settle(session, dialling.signal);
  const source = acting.as === 'admin' ? { user: AccountName, host: own.account.host } : settled.account;
  const differences = differencesOf(await readRights(settled, source), await readRights(own, own.account));
  if (differences.length > 0) throw new RightsDiffer(next.AccountName, differences);
}
