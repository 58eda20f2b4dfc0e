import { differentService, isSameLogin, openActing, place } from '../../shared/databases/acting.ts';
import { type DatabaseSecret, formatDatabaseSecret } from '../../shared/databases/database-secret.ts';
import { type Dialling, logIn } from '../../shared/databases/postgresql/connector.ts';
import { seizeLock, takeLock } from '../../shared/databases/postgresql/lock.ts';
import { settle } from '../../shared/databases/postgresql/settle.ts';
import type { Access, SecretType, Service } from '../../shared/rotation/service.ts';
import type { Environment } from '../../shared/runtime/environment.ts';
import { choose } from './choose.ts';
import { tryOut } from './opened.ts';
import { parseSecret } from './secret.ts';

/** An account of RDS PostgreSQL, or of any PostgreSQL from 12 on. */
export function rdsPostgresql(environment: Environment): SecretType<DatabaseSecret> {
  return {
    type: 'rds-postgresql',
    strategies: ['alternating-users', 'single-user'],
    endPrevious: ['single-user'],
    parse: parseSecret,
    format: formatDatabaseSecret,
    sameCredential: isSameLogin,
    differences: differentService,
    place,
    check: async (access, value) => {
      await tryOut({ access, dialling: dial(access, environment) }, value, 'stored');
      return 'accepted';
    },
    open: (access) => open(access, environment),
  };
}

function dial({ secret, signal }: Access<DatabaseSecret>, { certificateAuthorities }: Environment): Dialling {
  return { secret, authorities: certificateAuthorities, signal };
}

async function open(
  access: Access<DatabaseSecret>,
  environment: Environment,
): Promise<Service<DatabaseSecret>> {
  const { secret, signal, current } = access;
  const dialling = dial(access, environment);
  const acting = await openActing(access, (value) => logIn(dialling, { ...value, DBName: current.DBName }));
  try {
    await settle(acting.session);
    const lock = access.emergency ? seizeLock : takeLock;
    if (await lock(acting.session, secret, signal)) access.contended();
    return await choose({ access, dialling, acting });
  } catch (error) {
    await acting.session[Symbol.asyncDispose]();
    throw error;
  }
}
