import { scramVerifier } from '../../../../shared/engine/credentials/scram.ts';
import type { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import { configureSession } from '../../../../shared/services/postgresql/configure-session.ts';
import type { Session } from '../../../../shared/services/postgresql/connector.ts';
import { confirmLocks, takeLocks } from '../../../../shared/services/postgresql/lock.ts';
import { readRoles } from '../../../../shared/services/postgresql/roles.ts';
import type { ServerAddress } from '../../../support/servers/server.ts';
import { postgresqlLogIn } from './postgresql-session.ts';
import { nextOf, type Script } from './script.ts';
import type { Value } from './secret-calls.ts';

// The long statements are sent by the functions that hold their text, over a session that is the bare driver: so
// both sides send the very same, whatever becomes of the text.

export const postgresqlSingleUserByItself: Script = async ({ kms, server, prepared, joins }) => {
  const locks = [prepared.account.user];
  await kms.describe();
  const current = await kms.current();
  {
    await using session = await postgresqlLogIn(server, current.value, prepared.account.user);
    await configureSession(session);
    await takeLocks(session, locks, AbortSignal.timeout(30_000));
    const keep = async () => {
      await confirmLocks(session, locks);
      await kms.keep(current.version);
    };
    await kms.versions();
    const next = nextOf(current.value);
    await confirmLocks(session, locks);
    await kms.put(next.version, next.value);
    await confirmLocks(session, locks);
    if (joins) await keep();
    await alterRole(session, current.value.AccountName, next.password);
    await tryOut(server, next.value, prepared.account.user);
    await confirmLocks(session, locks);
    await kms.promote(next.version);
    if (!joins) await keep();
    await kms.clear(next.version);
  }
  await kms.tag();
};

export const postgresqlAlternatingUsersByAdmin: Script = async ({ kms, server, prepared, joins }) => {
  const locks = [prepared.account.user];
  await kms.describe();
  const current = await kms.current();
  const admin = await kms.admin();
  {
    await using session = await postgresqlLogIn(server, admin, prepared.account.user);
    await configureSession(session);
    await takeLocks(session, locks, AbortSignal.timeout(30_000));
    const first = prepared.account.user;
    const account = current.value.AccountName === first ? `${first}_rt` : first;
    const roles = [first, `${first}_rt`];
    await readRoles(session, roles, first);
    const keep = async () => {
      await confirmLocks(session, locks);
      await kms.keep(current.version);
    };
    await kms.versions();
    const next = nextOf(current.value, account);
    await confirmLocks(session, locks);
    await kms.put(next.version, next.value);
    await confirmLocks(session, locks);
    await session.run('begin');
    await readRoles(session, roles, first);
    await alterRole(session, account, next.password);
    await session.run('commit');
    await tryOut(server, next.value, prepared.account.user);
    await readRoles(session, roles, first);
    if (joins) await keep();
    await confirmLocks(session, locks);
    await kms.promote(next.version);
    if (!joins) await keep();
    await kms.clear(next.version);
  }
  await kms.tag();
};

async function alterRole(session: Session, account: string, password: Sensitive): Promise<void> {
  const verifier = await scramVerifier(account, password);
  await session.run(`alter role "${account}" password '${verifier.reveal()}'`);
}

async function tryOut(server: ServerAddress, value: Value, database: string): Promise<void> {
  await using session = await postgresqlLogIn(server, value, database);
  await session.runSingle('select 1');
}
