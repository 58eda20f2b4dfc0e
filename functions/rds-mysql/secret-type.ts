import { checkPassword, rdsPasswords } from '../../shared/credentials/password.ts';
import { differentHolder, isSameLogin, openActing, place } from '../../shared/databases/acting.ts';
import { type DatabaseSecret, formatDatabaseSecret } from '../../shared/databases/database-secret.ts';
import { accountsToLock, around } from '../../shared/databases/first-account.ts';
import { dialling as dial, logIn } from '../../shared/databases/mysql/connector.ts';
import { isErrno, limitReached, provesPassword } from '../../shared/databases/mysql/errors.ts';
import { closeLocked, seizeLocks, takeLocks } from '../../shared/databases/mysql/lock.ts';
import { holdingOf } from '../../shared/databases/mysql/second-account.ts';
import { readIdentity } from '../../shared/databases/mysql/server-identity.ts';
import { readServer, settle } from '../../shared/databases/mysql/settle.ts';
import { Busy } from '../../shared/rotation/errors.ts';
import type { Access, SecretType, Service } from '../../shared/rotation/service.ts';
import type { Environment } from '../../shared/runtime/environment.ts';
import { choose } from './choose.ts';
import { takenPlaces } from './emergency/free-sessions.ts';
import { parseSecret } from './secret.ts';
import { check } from './test-stored.ts';

/** An account of RDS MySQL, RDS MariaDB, PolarDB for MySQL, or of any MySQL or MariaDB. */
export function rdsMysql(environment: Environment): SecretType<DatabaseSecret> {
  return {
    type: 'rds-mysql',
    strategies: ['dual-password', 'alternating-users', 'single-user'],
    endPrevious: ['single-user'],
    parse: parseSecret,
    checkPolicy: (_, { password }) => checkPassword(password, rdsPasswords),
    format: formatDatabaseSecret,
    sameCredential: isSameLogin,
    differences: differentHolder,
    account: ({ AccountName }) => AccountName,
    place,
    check: (access, value) => check(access, dial(environment.certificateAuthorities, access.signal), value),
    open: (access) => open(access, environment),
  };
}

async function open(
  access: Access<DatabaseSecret>,
  { certificateAuthorities }: Environment,
): Promise<Service<DatabaseSecret>> {
  const { signal } = access;
  const dialling = dial(certificateAuthorities, signal);
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
    const settled = await settle(acting.session, signal);
    const holding = await holdingOf(settled, access.current.AccountName);
    locked = await accountsToLock(access, holding);
    const { session } = acting;
    const enter = () => logIn(dialling, access.current);
    const contended = access.emergency
      ? seizeLocks({ session, accounts: locked, signal, enter })
      : takeLocks(session, locked, signal);
    if (await contended) access.contended();
    access.located(await readIdentity(settled), around(access, holding));
    return await choose({ access, dialling, acting, settled, holding, locked });
  } catch (error) {
    await closeLocked(acting.session, locked);
    throw error;
  }
}

/** Somebody has taken all places of the account that was to act: to try again does not help in an emergency. */
function explainFull(
  { emergency, admin }: Access<DatabaseSecret>,
  { AccountName }: DatabaseSecret,
  error: unknown,
): never {
  if (!emergency || admin || !(error instanceof Busy) || !isErrno(error, ...limitReached)) throw error;
  throw new Busy(AccountName, takenPlaces(AccountName), error.cause);
}
