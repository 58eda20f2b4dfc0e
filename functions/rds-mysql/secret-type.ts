import { differentService, isSameLogin, openActing, place } from '../../shared/databases/acting.ts';
import { type DatabaseSecret, formatDatabaseSecret } from '../../shared/databases/database-secret.ts';
import { dialling as dial, logIn } from '../../shared/databases/mysql/connector.ts';
import { closeLocked, seizeLock, takeLock } from '../../shared/databases/mysql/lock.ts';
import { settle } from '../../shared/databases/mysql/settle.ts';
import type { Access, SecretType, Service } from '../../shared/rotation/service.ts';
import type { Environment } from '../../shared/runtime/environment.ts';
import { check } from './check.ts';
import { choose } from './choose.ts';
import { parseSecret } from './secret.ts';

/** An account of RDS MySQL, RDS MariaDB, PolarDB for MySQL, or of any MySQL or MariaDB. */
export function rdsMysql(environment: Environment): SecretType<DatabaseSecret> {
  return {
    type: 'rds-mysql',
    strategies: ['dual-password', 'alternating-users', 'single-user'],
    endPrevious: ['single-user'],
    parse: parseSecret,
    format: formatDatabaseSecret,
    sameCredential: isSameLogin,
    differences: differentService,
    place,
    check: (access, value) => check(access, dial(environment.certificateAuthorities, access.signal), value),
    open: (access) => open(access, environment),
  };
}

async function open(
  access: Access<DatabaseSecret>,
  { certificateAuthorities }: Environment,
): Promise<Service<DatabaseSecret>> {
  const { secret, signal } = access;
  const dialling = dial(certificateAuthorities, signal);
  const acting = await openActing(access, (value) => logIn(dialling, value));
  try {
    const settled = await settle(acting.session, signal);
    const lock = access.emergency ? seizeLock : takeLock;
    if (await lock(acting.session, secret, signal)) access.contended();
    return await choose({ access, dialling, acting, settled });
  } catch (error) {
    await closeLocked(acting.session, secret);
    throw error;
  }
}
