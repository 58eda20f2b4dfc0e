import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { around } from '../../shared/databases/first-account.ts';
import { type Dialling, logIn } from '../../shared/databases/postgresql/connector.ts';
import { runProbe } from '../../shared/databases/postgresql/probe.ts';
import { holdingOf } from '../../shared/databases/postgresql/second-account.ts';
import { readIdentity } from '../../shared/databases/postgresql/server-identity.ts';
import { Refused } from '../../shared/rotation/errors.ts';
import type { Access } from '../../shared/rotation/service.ts';

/** Runs the probe, logs in as an application does, and sees whose account it is on which server. */
export async function check(
  access: Access<DatabaseSecret>,
  dialling: Dialling,
  value: DatabaseSecret,
): Promise<'accepted'> {
  await runProbe(access, dialling, value, 'stored');
  const login = await logIn(dialling, value);
  if (login === 'refused') throw new Refused(value.AccountName, 'stored');
  await using session = login;
  await session.runSingle('select 1');
  const holding = await holdingOf(session, access.current.AccountName);
  access.located(await readIdentity(session, value), around(access, holding));
  return 'accepted';
}
