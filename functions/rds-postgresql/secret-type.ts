import type { Credentials } from '../../shared/alibaba/credentials.ts';
import { checkPassword, rdsPasswords } from '../../shared/engine/credentials/password.ts';
import type { RotationContext, SecretType, Service } from '../../shared/engine/rotation/service.ts';
import type { Environment } from '../../shared/runtime/environment.ts';
import { differentHolder, isSameLogin, openActing, place } from '../../shared/services/database/acting.ts';
import { type DatabaseSecret, formatDatabaseSecret } from '../../shared/services/database/database-secret.ts';
import { accountsToLock, around } from '../../shared/services/database/first-account.ts';
import { configureSession } from '../../shared/services/postgresql/configure-session.ts';
import { type Dialling, logIn } from '../../shared/services/postgresql/connector.ts';
import { confirmLocks, seizeLocks, takeLocks } from '../../shared/services/postgresql/lock.ts';
import { holdingOf } from '../../shared/services/postgresql/second-account.ts';
import { readIdentity } from '../../shared/services/postgresql/server-identity.ts';
import { openApiFor, type RdsAccess } from '../../shared/services/rds/open-for.ts';
import { choose } from './choose.ts';
import { parseSecret } from './secret.ts';
import { check } from './test-stored.ts';

/** Returns the secret type for an account of RDS PostgreSQL, or of any PostgreSQL from 12 on. */
export function rdsPostgresql(
  environment: Environment,
  credentials: Credentials,
): SecretType<DatabaseSecret> {
  return {
    type: 'rds-postgresql',
    strategies: ['alternating-users', 'single-user'],
    endPrevious: ['single-user'],
    takesRdsApi: true,
    parse: parseSecret,
    checkPolicy: (_, { password }) => checkPassword(password, rdsPasswords),
    format: formatDatabaseSecret,
    sameCredential: isSameLogin,
    differences: differentHolder,
    account: ({ AccountName }) => AccountName,
    place,
    check: (access, value) => check(access, dial(access, environment), value),
    open: (access) => open(access, { environment, credentials }),
  };
}

function dial(
  { secret, signal }: RotationContext<DatabaseSecret>,
  { certificateAuthorities }: Environment,
): Dialling {
  return { secret, authorities: certificateAuthorities, signal };
}

async function open(
  access: RotationContext<DatabaseSecret>,
  rds: RdsAccess,
): Promise<Service<DatabaseSecret>> {
  const { signal, current } = access;
  const dialling = dial(access, rds.environment);
  const acting = await openActing(access, {
    logIn: (value) => logIn(dialling, { ...value, DBName: current.DBName }),
    // The server reports what keeps an account out before it checks the password, or with the same code.
    provesPassword: () => false,
    firstOf: async (session, account) => (await holdingOf(session, account)).marked,
  });
  try {
    await configureSession(acting.session);
    const holding = await holdingOf(acting.session, current.AccountName);
    const locked = await accountsToLock(access, holding);
    const lock = access.emergency ? seizeLocks : takeLocks;
    if (await lock(acting.session, locked, signal)) access.contended();
    access.located(await readIdentity(acting.session, current), around(access, holding));
    const confirmLock = () => confirmLocks(acting.session, locked);
    const api = await openApiFor(access, rds, 'PostgreSQL', acting.value.AccountName, confirmLock);
    return await choose({ access, dialling, acting, holding, locked, api });
  } catch (error) {
    await acting.session[Symbol.asyncDispose]();
    throw error;
  }
}
