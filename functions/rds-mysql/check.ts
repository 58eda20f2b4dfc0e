import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { around } from '../../shared/databases/first-account.ts';
import { type Dialling, logIn } from '../../shared/databases/mysql/connector.ts';
import { runProbe } from '../../shared/databases/mysql/probe.ts';
import { holdingOf } from '../../shared/databases/mysql/second-account.ts';
import { readIdentity } from '../../shared/databases/mysql/server-identity.ts';
import { readServer } from '../../shared/databases/mysql/settle.ts';
import { Refused } from '../../shared/rotation/errors.ts';
import type { Access } from '../../shared/rotation/service.ts';

/** Logs in as an application does, runs the probe, and sees whose account it is on which server. */
export async function check(
  access: Access<DatabaseSecret>,
  dialling: Dialling,
  value: DatabaseSecret,
): Promise<'accepted'> {
  const login = await logIn(dialling, value, value.DBName);
  if (login === 'refused') throw new Refused(value.AccountName, 'stored');
  await using session = login;
  await runProbe(session, access.secret, access.policy.probe);
  const seen = { session, server: await readServer(session) };
  access.located(await readIdentity(seen), around(access, await holdingOf(seen, access.current.AccountName)));
  return 'accepted';
}
