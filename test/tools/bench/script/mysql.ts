import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import { nativeVerifier } from '../../../../shared/services/mysql/native-password.ts';
import { type LogIn, type MysqlSession, mysqlLogIn } from './mysql-session.ts';
import { nextOf, type Script } from './script.ts';
import type { Value } from './secret-calls.ts';

// The statements were taken from the log of a server that the engine had worked on, once, and written down here.

export const mysqlDualPasswordByItself: Script = async ({ kms, server, prepared, joins }) => {
  const logIn = mysqlLogIn(server);
  await kms.describe();
  const current = await kms.current();
  {
    await using session = await logIn(current.value);
    await open(session, prepared.secret, '');
    await session.query('show grants');
    const keep = async () => {
      await confirmLock(session, prepared.secret);
      await kms.keep(current.version);
    };
    await kms.versions();
    const next = nextOf(current.value);
    await confirmLock(session, prepared.secret);
    await kms.put(next.version, next.value);
    await confirmLock(session, prepared.secret);
    await session.query(
      `alter user user() identified by '${next.value.AccountPassword}' replace '${current.value.AccountPassword}' retain current password`,
    );
    await tryOut(logIn, next.value, prepared.account.user);
    if (joins) await keep();
    await confirmLock(session, prepared.secret);
    await kms.promote(next.version);
    if (!joins) await keep();
    await kms.clear(next.version);
    await releaseLock(session, prepared.secret);
  }
  await kms.tag();
};

export const mysqlSingleUserByItself: Script = async ({ kms, server, prepared, joins }) => {
  const logIn = mysqlLogIn(server);
  await kms.describe();
  const current = await kms.current();
  {
    await using session = await logIn(current.value);
    await open(session, prepared.secret, '');
    await session.query('show grants');
    const keep = async () => {
      await confirmLock(session, prepared.secret);
      await kms.keep(current.version);
    };
    await kms.versions();
    const next = nextOf(current.value);
    await confirmLock(session, prepared.secret);
    await kms.put(next.version, next.value);
    await confirmLock(session, prepared.secret);
    if (joins) await keep();
    await session.query(
      `alter user user() identified by '${next.value.AccountPassword}' replace '${current.value.AccountPassword}'`,
    );
    await tryOut(logIn, next.value, prepared.account.user);
    await confirmLock(session, prepared.secret);
    await kms.promote(next.version);
    if (!joins) await keep();
    await kms.clear(next.version);
    await releaseLock(session, prepared.secret);
  }
  await kms.tag();
};

export const mariadbDualPasswordByAdmin: Script = async ({ kms, server, prepared, joins }) => {
  const logIn = mysqlLogIn(server);
  await kms.describe();
  const current = await kms.current();
  const admin = await kms.admin();
  {
    await using session = await logIn(admin);
    await open(session, prepared.secret, 'NO_AUTO_CREATE_USER');
    await session.query('show grants');
    const keep = async () => {
      await confirmLock(session, prepared.secret);
      await kms.keep(current.version);
    };
    await kms.versions();
    const next = nextOf(current.value);
    await confirmLock(session, prepared.secret);
    await kms.put(next.version, next.value);
    await confirmLock(session, prepared.secret);
    await session.query(
      `select host, concat(json_value(priv, '$.plugin'), ' ', ifnull(json_extract(priv, '$.auth_or[*].plugin'), ''))
      from mysql.global_priv
      where user = '${current.value.AccountName}'
        and host <> ''
      order by host`,
    );
    const [fresh, present] = [next.password, new Sensitive(current.value.AccountPassword)].map(
      (password) => `mysql_native_password using '${nativeVerifier(password).reveal()}'`,
    );
    await session.query(
      `alter user \`${current.value.AccountName}\`@\`%\` identified via ${fresh} or ${present}`,
    );
    await tryOut(logIn, next.value, prepared.account.user);
    if (joins) await keep();
    await confirmLock(session, prepared.secret);
    await kms.promote(next.version);
    if (!joins) await keep();
    await kms.clear(next.version);
    await releaseLock(session, prepared.secret);
  }
  await kms.tag();
};

async function open(session: MysqlSession, lock: string, mode: string): Promise<void> {
  await session.query('select version(), current_user()');
  await session.query(
    `set session sql_mode = '${mode}', sql_quote_show_create = 1, lock_wait_timeout = 10, wait_timeout = 120`,
  );
  await session.query(`select get_lock('${lock}', 14)`);
}

async function confirmLock(session: MysqlSession, lock: string): Promise<void> {
  await session.query(`select is_used_lock('${lock}') = connection_id()`);
}

async function releaseLock(session: MysqlSession, lock: string): Promise<void> {
  await session.query(`select release_lock('${lock}')`);
}

async function tryOut(logIn: LogIn, value: Value, database: string): Promise<void> {
  await using session = await logIn(value, database);
  await session.query('select 1');
}
