import { createHash } from 'node:crypto';
import type { Sensitive } from '../../runtime/sensitive.ts';
import type { AccountServer } from './account-server.ts';
import type { RdsInstance } from './instance.ts';
import { readMysqlAccounts } from './mysql-accounts.ts';
import { grantMode, revokeAll } from './mysql-privileges.ts';
import { type MysqlSession, openMysqlSession } from './mysql-session.ts';
import { privileged } from './privileges.ts';

/** Opens MySQL or MariaDB. An account there is `name@%`; an entry for another host is none of RDS. */
export async function openMysqlServer(instance: RdsInstance): Promise<AccountServer> {
  const session = await openMysqlSession(instance);
  const accounts = () => readMysqlAccounts(session, instance);
  return {
    accounts,
    databases: async () => {
      const rows = await session.query('select schema_name as name from information_schema.schemata');
      return rows.map(({ name }) => String(name)).filter((name) => !systemSchemas.has(name));
    },
    async create(name, password, type) {
      await session.query(`create user ?@'%' ${identifiedBy(instance)}`, [
        name,
        credential(instance, password),
      ]);
      if (type === 'Normal') return;
      try {
        await session.query(`grant ${privileged.join(', ')} on *.* to ?@'%' with grant option`, [name]);
      } catch (error) {
        await session.query(`drop user ?@'%'`, [name]);
        throw error;
      }
    },
    async reset(name, password, { secondPassword, sessions }) {
      await session.query(`alter user ?@'%' ${identifiedBy(instance)}`, [
        name,
        credential(instance, password),
      ]);
      // A statement that sets a password keeps the second one. Source: MySQL, "Password Management".
      if (secondPassword === 'discard' && keepsTwoPasswords(instance))
        await session.query(`alter user ?@'%' discard old password`, [name]);
      if (sessions === 'end') await endSessions(session, name);
    },
    grant: (name, database, mode) => grantMode(session, accounts, { name, database, mode }),
    revoke: (name, database) => revokeAll(session, accounts, { name, database }),
    drop: async (name) => {
      await session.query(`drop user ?@'%'`, [name]);
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

const systemSchemas = new Set(['information_schema', 'mysql', 'performance_schema', 'sys']);

const keepsTwoPasswords = ({ Engine: engine, EngineVersion: version }: RdsInstance) =>
  engine === 'MySQL' && Number.parseInt(version, 10) >= 8;

/** MySQL masks a password in its logs. MariaDB does not, so that it gets the hash of one. */
const takesHash = ({ Engine: engine }: RdsInstance) => engine === 'MariaDB';

const identifiedBy = (instance: RdsInstance) =>
  takesHash(instance) ? 'identified by password ?' : 'identified by ?';

const credential = (instance: RdsInstance, password: Sensitive) =>
  takesHash(instance) ? `*${sha1(sha1(password.reveal())).toString('hex').toUpperCase()}` : password.reveal();

const sha1 = (bytes: string | Buffer) => createHash('sha1').update(bytes).digest();

async function endSessions(session: MysqlSession, name: string): Promise<void> {
  const rows = await session.query('show processlist');
  // A session may end by itself meanwhile.
  for (const { Id: id, User: user } of rows)
    if (user === name) await session.query(`kill ${Number(id)}`).catch(() => undefined);
}
