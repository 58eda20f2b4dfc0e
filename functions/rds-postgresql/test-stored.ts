import { Refused } from '../../shared/engine/rotation/errors.ts';
import type { RotationContext } from '../../shared/engine/rotation/service.ts';
import type { DatabaseSecret } from '../../shared/services/database/database-secret.ts';
import { around } from '../../shared/services/database/first-account.ts';
import { configureSession } from '../../shared/services/postgresql/configure-session.ts';
import { type Dialling, logIn } from '../../shared/services/postgresql/connector.ts';
import { readPair } from '../../shared/services/postgresql/pair.ts';
import { runProbe } from '../../shared/services/postgresql/probe.ts';
import { holdingOf } from '../../shared/services/postgresql/second-account.ts';
import { actingAs } from '../../shared/services/postgresql/second-login.ts';
import { readIdentity } from '../../shared/services/postgresql/server-identity.ts';
import { ownedBySecond, refuseUnlikeSessions } from './strategies/same-role.ts';

/**
 * Runs the probe, logs in as an application does, and reports whose account it is on which server. Throws RightsDiffer
 * for a second login that is not the first account under another password.
 */
export async function check(
  access: RotationContext<DatabaseSecret>,
  dialling: Dialling,
  value: DatabaseSecret,
): Promise<'accepted'> {
  await runProbe(access, dialling, value, 'stored');
  const login = await logIn(dialling, value);
  if (login === 'refused') throw new Refused(value.AccountName, 'stored');
  await using session = login;
  if (session.askedBy === 'md5')
    access.remark(
      `the server asks for the password of ${value.AccountName} by MD5; a rotation stores it as SCRAM-SHA-256, which drivers from before 2017 cannot use`,
    );
  const seen = await actingAs(session);
  const holding = await holdingOf(session, access.current.AccountName);
  access.located(await readIdentity(session, value), around(access, holding));
  const { AccountName: second } = value;
  const { marked: first } = second === holding.account ? holding : await holdingOf(session, second);
  if (first === undefined) return 'accepted';
  await configureSession(session);
  const names = { current: second, next: first, first, second };
  const pair = await readPair(session, access.secret, names);
  refuseUnlikeSessions(pair, value, seen);
  if (pair.second?.owns) access.remark(ownedBySecond(names));
  return 'accepted';
}
