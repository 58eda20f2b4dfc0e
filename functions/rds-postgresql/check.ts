import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { around } from '../../shared/databases/first-account.ts';
import { type Dialling, logIn } from '../../shared/databases/postgresql/connector.ts';
import { runProbe } from '../../shared/databases/postgresql/probe.ts';
import { holdingOf } from '../../shared/databases/postgresql/second-account.ts';
import { readIdentity } from '../../shared/databases/postgresql/server-identity.ts';
import { Refused } from '../../shared/rotation/errors.ts';
import type { Access } from '../../shared/rotation/service.ts';

/** Logs in as an application does, runs the probe, and sees whose account it is on which server. */
export async function check(
  access: Access<DatabaseSecret>,
  dialling: Dialling,
  value: DatabaseSecret,
): Promise<'accepted'> {
  const login = await logIn(dialling, value);
  if (login === 'refused') throw new Refused(value.AccountName, 'stored');
  await using session = login;
  await runProbe(session, access.secret, access.policy.probe);
  const holding = await holdingOf(session, access.current.AccountName);
  access.located(await readIdentity(session, value), around(access, holding));
  return 'accepted';
}
