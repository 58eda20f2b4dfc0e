import type { Credentials } from '../../shared/alibaba/credentials.ts';
import { checkPassword, rdsPasswords } from '../../shared/engine/credentials/password.ts';
import { Busy } from '../../shared/engine/rotation/errors.ts';
import type { RotationContext, SecretType, Service } from '../../shared/engine/rotation/service.ts';
import type { Environment } from '../../shared/runtime/environment.ts';
import { differentHolder, isSameLogin, openActing, place } from '../../shared/services/database/acting.ts';
import { type DatabaseSecret, formatDatabaseSecret } from '../../shared/services/database/database-secret.ts';
import { accountsToLock, around } from '../../shared/services/database/first-account.ts';
import { configureSession, readServer } from '../../shared/services/mysql/configure-session.ts';
import { dialling as dial, logIn } from '../../shared/services/mysql/connector.ts';
import { isErrno, limitReached, provesPassword } from '../../shared/services/mysql/errors.ts';
import { closeLocked, confirmLocks, seizeLocks, takeLocks } from '../../shared/services/mysql/lock.ts';
import { holdingOf } from '../../shared/services/mysql/second-account.ts';
import { readIdentity } from '../../shared/services/mysql/server-identity.ts';
import { openApiFor, type RdsAccess } from '../../shared/services/rds/open-for.ts';
import { choose } from './choose.ts';
import { takenPlaces } from './emergency/free-sessions.ts';
import { parseSecret } from './secret.ts';
import { check } from './test-stored.ts';

/** Returns the secret type for an account of RDS MySQL, RDS MariaDB, PolarDB for MySQL, or any MySQL or MariaDB. */
export function rdsMysql(environment: Environment, credentials: Credentials): SecretType<DatabaseSecret> {
  return {
    type: 'rds-mysql',
    strategies: ['dual-password', 'alternating-users', 'single-user'],
    endPrevious: ['single-user'],
    takesRdsApi: true,
    parse: parseSecret,
    checkPolicy: (_, { password }) => checkPassword(password, rdsPasswords),
    format: formatDatabaseSecret,
    sameCredential: isSameLogin,
    differences: differentHolder,
    account: ({ AccountName }) => AccountName,
    place,
    check: (access, value) => check(access, dial(environment.certificateAuthorities, access.signal), value),
    open: (access) => open(access, { environment, credentials }),
  };
}

const rdsEngines = { mysql: 'MySQL', mariadb: 'MariaDB' } as const;

async function open(
  access: RotationContext<DatabaseSecret>,
  rds: RdsAccess,
): Promise<Service<DatabaseSecret>> {
  const { signal } = access;
  const dialling = dial(rds.environment.certificateAuthorities, signal);
  const acting = await openActing(access, {
    logIn: (value) => logIn(dialling, value).catch((error: unknown) => explainFull(access, value, error)),
    provesPassword,
    firstOf: async (session, account) => {
      const server = await readServer(session);
      return (await holdingOf({ session, server }, account)).marked;
    },
  });
  let locked: readonly string[] = [];
  try {
    const configured = await configureSession(acting.session, signal);
    const holding = await holdingOf(configured, access.current.AccountName);
    locked = await accountsToLock(access, holding);
    const { session } = acting;
    const enter = () => logIn(dialling, access.current);
    const contended = access.emergency
      ? seizeLocks({ session, accounts: locked, signal, enter })
      : takeLocks(session, locked, signal);
    if (await contended) access.contended();
    access.located(await readIdentity(configured), around(access, holding));
    const confirmLock = () => confirmLocks(session, locked);
    const { AccountName: actor } = acting.value;
    const api = await openApiFor(access, rds, rdsEngines[configured.server.engine], actor, confirmLock);
    return await choose({ access, dialling, acting, configured, holding, locked, api });
  } catch (error) {
    await closeLocked(acting.session, locked);
    throw error;
  }
}

/**
 * Throws a failed login again. In an emergency without an admin, explains that somebody has taken all places of the
 * acting account: another attempt does not help then.
 */
function explainFull(
  { emergency, admin }: RotationContext<DatabaseSecret>,
  { AccountName }: DatabaseSecret,
  error: unknown,
): never {
  if (!emergency || admin || !(error instanceof Busy) || !isErrno(error, ...limitReached)) throw error;
  throw new Busy(AccountName, takenPlaces(AccountName), error.cause);
}
