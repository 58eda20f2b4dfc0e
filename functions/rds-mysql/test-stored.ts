import { Refused, RotationError } from '../../shared/engine/rotation/errors.ts';
import type { RotationContext } from '../../shared/engine/rotation/service.ts';
import type { DatabaseSecret } from '../../shared/services/database/database-secret.ts';
import { around } from '../../shared/services/database/first-account.ts';
import { readServer } from '../../shared/services/mysql/configure-session.ts';
import { type Dialling, logIn, unusableDatabase } from '../../shared/services/mysql/connector.ts';
import { isErrno } from '../../shared/services/mysql/errors.ts';
import { runProbe } from '../../shared/services/mysql/probe.ts';
import { verbatim } from '../../shared/services/mysql/quoting.ts';
import { holdingOf } from '../../shared/services/mysql/second-account.ts';
import { readIdentity } from '../../shared/services/mysql/server-identity.ts';

/** Runs the probe, logs in as an application does, and reports whose account it is on which server. */
export async function check(
  access: RotationContext<DatabaseSecret>,
  dialling: Dialling,
  value: DatabaseSecret,
): Promise<'accepted'> {
  await runProbe(access, dialling, value, 'stored');
  const login = await logIn(dialling, value, value.DBName).catch(outOfReach);
  if (login === 'refused') throw new Refused(value.AccountName, 'stored');
  await using session = login;
  await session.query(verbatim('select 1'));
  const seen = { session, server: await readServer(session) };
  access.located(await readIdentity(seen), around(access, await holdingOf(seen, access.current.AccountName)));
  return 'accepted';
}

/** Throws `rights-differ` if the database cannot be used: the password was right, so nobody has changed it. */
function outOfReach(error: unknown): never {
  if (error instanceof RotationError && isErrno(error, ...unusableDatabase))
    throw new RotationError('rights-differ', error.message, { cause: error });
  throw error;
}
