import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { type Dialling, logIn } from '../../shared/databases/mysql/connector.ts';
import { runProbe } from '../../shared/databases/mysql/probe.ts';
import { Refused } from '../../shared/rotation/errors.ts';
import type { Access } from '../../shared/rotation/service.ts';

/** Logs in as an application does, and runs the statement the policy names. */
export async function check(
  { secret, policy }: Access<DatabaseSecret>,
  dialling: Dialling,
  value: DatabaseSecret,
): Promise<'accepted'> {
  const login = await logIn(dialling, value, value.DBName);
  if (login === 'refused') throw new Refused(value.AccountName, 'stored');
  await using session = login;
  await runProbe(session, secret, policy.probe);
  return 'accepted';
}
