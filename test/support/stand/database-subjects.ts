import * as z from 'zod';
import type { ServerAddress } from '../servers/server.ts';
import { asAdmin, login, openSession } from './login.ts';
import { malformedFields } from './malformed-fields.ts';
import { ownLines } from './own-lines.ts';
import { passwordsKept } from './passwords-kept.ts';
import { lengthOf, readFrom } from './server-log.ts';
import { hidesSecondPassword, type Prepared, prepare, type Setting, settings } from './settings.ts';
import { type ReadySecret, type Subject, straight } from './subject.ts';

/** Every setting of a database function, on every server of its engine. */
export function databaseSubjects(type: string, servers: readonly ServerAddress[]): readonly Subject[] {
  return settings
    .filter((setting) => setting.type === type)
    .flatMap((setting) =>
      servers.filter(({ engine }) => engine === setting.engine).map((server) => subjectOf(setting, server)),
    );
}

function subjectOf(setting: Setting, server: ServerAddress): Subject {
  const { type, strategy, actor, dual } = setting;
  return {
    type,
    strategy,
    actor,
    service: `${server.engine} ${server.version}`,
    dual,
    issues: false,
    locks: true,
    admins: true,
    hidesSecondPassword: hidesSecondPassword(setting),
    // The API of RDS takes no password away, so that the other account has one that nobody knows.
    left: actor === 'rds-api' && strategy === 'alternating-users' ? 2 : 1,
    malformed: malformedFields('AccountPassword'),
    certificateAuthorityFile: server.certificateAuthorityFile,
    prepare: async (cloud, through = straight) => {
      const port = await through(server.port, (message) => `${message.length} bytes to the database`);
      return ready({ ...(await prepare(cloud, { ...server, port }, setting, server)), server });
    },
  };
}

const Value = z.object({ AccountName: z.string(), AccountPassword: z.string() });

/** Of a secret that was prepared, as every suite sees it. */
export function ready(prepared: Prepared): ReadySecret {
  const { server, secret, account, admin } = prepared;
  return {
    secret,
    logIn: (value) => {
      const { AccountName: user, AccountPassword: password } = Value.parse(JSON.parse(value));
      return login(server, { user, password });
    },
    openSession: (value) => {
      const { AccountName: user, AccountPassword: password } = Value.parse(JSON.parse(value));
      return openSession(server, { user, password });
    },
    kept: () => passwordsKept(server, account.user),
    watchRefusals: () => watchRefusals(prepared),
    privateParts: (value) => [Value.parse(JSON.parse(value)).AccountPassword],
    confidential: [admin.password],
    changes: () => passwordChanges(prepared),
    said: async () => `${await readFrom(server.log, prepared.logStart)}\n${await statistics(server)}`,
    [Symbol.asyncDispose]: async () => {},
  };
}

/**
 * Statements that changed a password in sessions of this secret's accounts, as the server's own log has them. The API of
 * RDS sends them in a session of its own, where they name the account.
 */
async function passwordChanges(prepared: Prepared): Promise<number> {
  const { setting, server, account, logStart } = prepared;
  const lines =
    setting.actor === 'rds-api'
      ? (await readFrom(server.log, logStart)).split('\n').filter((line) => line.includes(account.user))
      : await ownLines(prepared);
  return lines.filter((line) => /alter (user|role) .*(identified|password)|set password/i.test(line)).length;
}

async function watchRefusals({ server, account }: Prepared): Promise<() => Promise<number>> {
  const size = await lengthOf(server.log);
  const own = new RegExp(`['"]${account.user}(_rt|_dba)?['"]`);
  return async () => {
    const lines = (await readFrom(server.log, size)).split('\n');
    return lines.filter((line) => /access denied|authentication failed/i.test(line) && own.test(line)).length;
  };
}

/** What PostgreSQL shows and keeps of statements; nothing on the others, whose log is all there is. */
async function statistics(server: ServerAddress): Promise<string> {
  if (server.engine !== 'postgresql') return '';
  return asAdmin(server, async (query) => {
    await query('create extension if not exists pg_stat_statements');
    return JSON.stringify([
      await query('select query from pg_stat_activity'),
      await query('select query from pg_stat_statements'),
    ]);
  });
}
