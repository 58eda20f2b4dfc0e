import type { DatabaseSecret } from '../../shared/databases/database-secret.ts';
import { around } from '../../shared/databases/first-account.ts';
import { type Dialling, logIn, unusableDatabase } from '../../shared/databases/mysql/connector.ts';
import { isErrno } from '../../shared/databases/mysql/errors.ts';
import { runProbe } from '../../shared/databases/mysql/probe.ts';
import { verbatim } from '../../shared/databases/mysql/quoting.ts';
import { holdingOf } from '../../shared/databases/mysql/second-account.ts';
import { readIdentity } from '../../shared/databases/mysql/server-identity.ts';
import { readServer } from '../../shared/databases/mysql/settle.ts';
import { Refused, RotationError } from '../../shared/rotation/errors.ts';
import type { Access } from '../../shared/rotation/service.ts';

/** Runs the probe, logs in as an application does, and sees whose account it is on which server. */
export async function check(
  access: Access<DatabaseSecret>,
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

/** The password was right: that the database cannot be used is nobody's change of it. */
function outOfReach(error: unknown): never {
  if (error instanceof RotationError && isErrno(error, ...unusableDatabase))
    throw new RotationError('rights-differ', error.message, { cause: error });
  throw error;
}
