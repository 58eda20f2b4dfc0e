import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../../support/servers/running.ts';
import type { Engine } from '../../support/servers/server.ts';
import { type Cloud, startCloud } from '../../support/stand/cloud.ts';
import { currentLogin } from '../../support/stand/current-login.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { asAdmin, login } from '../../support/stand/login.ts';
import { ownLines } from '../../support/stand/own-lines.ts';
import { rotate } from '../../support/stand/rotate.ts';
import { type Prepared, prepare, settings } from '../../support/stand/settings.ts';
import { stagesOf } from '../../support/stand/stages.ts';

/** Statements that would change something, each as if it were a probe. `{app}` is the account and its database. */
const anywhere = [
  'insert into {marks} values (1)',
  'drop table {marks}',
  'create table {schema}made (a int)',
  'select 1; drop table {marks}',
  'commit; drop table {marks}',
  'commit',
  'rollback',
  '/* select */ drop table {marks}',
  'select {schema}writes()',
];
const changes: { readonly [engine in Engine]: readonly string[] } = {
  mysql: [
    ...anywhere,
    "alter user user() identified by 'Set-by-a-probe-1'",
    "set password = 'Set-by-a-probe-1'",
    'call {schema}ends()',
    'set session transaction read write',
    'with one as (select 1) delete from {marks}',
    '/*! drop table {marks} */',
    'kill connection_id()',
    'lock tables {marks} write',
    'select a from {marks} for update',
    "select 1 /*! into outfile '/tmp/{app}' */",
  ],
  mariadb: [
    ...anywhere,
    "set password = password('Set-by-a-probe-1')",
    'call {schema}ends()',
    'set session transaction read write',
    "execute immediate 'drop table {marks}'",
    '/*M! drop table {marks} */',
    'select nextval({schema}counter)',
    'analyze table {marks}',
    "select 1 into dumpfile '/tmp/{app}'",
  ],
  postgresql: [
    ...anywhere,
    "alter role {app} password 'Set-by-a-probe-1'",
    'set transaction read write',
    'set default_transaction_read_only to off',
    "select set_config('transaction_read_only', 'off', false)",
    'do $$ begin set transaction read write; drop table {marks}; end $$',
    'do $$ begin commit; end $$',
    "select nextval('{schema}counter')",
    'select lo_create(0)',
    'with one as (insert into {marks} values (1) returning a) select a from one',
    'select 1 into {schema}made',
    'explain analyze insert into {marks} values (1)',
    'lock table {marks} in access exclusive mode',
    'listen nothing',
  ],
};

const tooLong: { readonly [engine in Engine]: string } = {
  mysql:
    'select count(*) from information_schema.columns a, information_schema.columns b, information_schema.columns c',
  mariadb: 'select sleep(60)',
  postgresql: 'select pg_sleep(60)',
};

const tried = (['mysql', 'mariadb', 'postgresql'] as const).filter(
  (engine) => exhaustive || engine !== 'mariadb',
);

describe.each(tried.flatMap((engine) => engines(engine).slice(-1)))(
  'a probe on $engine $version',
  (server) => {
    const { engine } = server;
    const setting = settings.find((one) => one.engine === engine && one.strategy === 'single-user');
    let cloud: Cloud;
    let prepared: Prepared;
    beforeAll(async () => {
      if (!setting) throw new Error('no such setting');
      cloud = await startCloud(server.certificateAuthorityFile);
      prepared = await prepare(cloud, server, setting);
      await asAdmin(
        server,
        (query) => makeMarks(engine, prepared.account.user, query),
        prepared.account.user,
      );
    });
    afterAll(() => cloud[Symbol.asyncDispose]());

    const fill = (text: string) => {
      const { user } = prepared.account;
      const schema = engine === 'postgresql' ? '' : `${user}.`;
      return text
        .replaceAll('{marks}', `${schema}marks`)
        .replaceAll('{schema}', schema)
        .replaceAll('{app}', user);
    };
    const configure = (probe: string) => cloud.configure({ probe: { [prepared.secret]: fill(probe) } });
    const marks = () =>
      asAdmin(server, (query) => query(fill('select count(*) as marks from {marks}')), prepared.account.user);

    it.each(changes[engine])(
      'changes nothing, and is turned down before anything is changed: %s',
      async (probe) => {
        configure(probe);
        const before = { marks: await marks(), stages: await stagesOf(cloud, prepared.secret) };
        await expect(rotate(cloud, setting?.type ?? '', prepared.secret)).rejects.toMatchObject({
          code: 'policy-malformed',
          aftermath: 'untouched',
        });
        expect({ marks: await marks(), stages: await stagesOf(cloud, prepared.secret) }).toEqual(before);
        expect(await login(server, await currentLogin(cloud, prepared.secret))).toBeUndefined();
      },
    );

    it('has a time of its own, and no wait for a lock outlasts it', async () => {
      configure(tooLong[engine]);
      await expect(rotate(cloud, setting?.type ?? '', prepared.secret)).rejects.toMatchObject({
        code: 'policy-malformed',
        aftermath: 'untouched',
        message: expect.stringContaining('seconds'),
      });
    });

    it('that fails says its code and no word of the server, nor what it read', async () => {
      configure(quoting[engine]);
      const error = await rotate(cloud, setting?.type ?? '', prepared.secret).catch(
        (thrown: unknown) => thrown,
      );
      expect(error).toMatchObject({ code: 'policy-malformed', aftermath: 'untouched' });
      expect(String(error)).toMatch(/error \d+|SQLSTATE \w{5}/);
      expect(String(error)).not.toContain('canary');
    });

    it('runs before and after, and a login that runs nothing of others comes last', async () => {
      configure('select count(*) from {marks}');
      const before = (await ownLines(prepared)).length;
      expect(await rotate(cloud, setting?.type ?? '', prepared.secret)).toMatchObject({ Outcome: 'rotated' });
      const log = (await ownLines(prepared)).slice(before).join('\n');
      const probe = fill('select count(*) from {marks}');
      const set = log.search(/(alter (user|role)|set password) /i);
      expect(log.indexOf(probe)).toBeLessThan(set);
      expect(log.lastIndexOf(probe)).toBeGreaterThan(set);
      const { user } = prepared.account;
      const lastLogin = Math.max(
        log.lastIndexOf(`Connect\t${user}`),
        log.lastIndexOf(`connection authorized: user=${user}`),
      );
      expect(lastLogin).toBeGreaterThan(log.lastIndexOf(probe));
    });
  },
);

/** Each makes its server quote a row in what it answers. */
const quoting: { readonly [engine in Engine]: string } = {
  mysql: "select extractvalue('<a/>', concat('~', (select 'canary')))",
  mariadb: "select extractvalue('<a/>', concat('~', (select 'canary')))",
  postgresql: "select cast('canary' as int)",
};

async function makeMarks(
  engine: Engine,
  user: string,
  query: (text: string) => Promise<unknown>,
): Promise<void> {
  if (engine === 'postgresql') {
    await query(`create table marks (a int); grant all on marks to ${user}`);
    await query(`create sequence counter; grant all on sequence counter to ${user}`);
    await query(
      `create function writes() returns int language plpgsql security definer as $$
       begin set transaction read write; insert into public.marks values (1); return 1; end $$`,
    );
    await query(`grant create on schema public to ${user}`);
    return;
  }
  const isMysql = engine === 'mysql';
  await query('set global log_bin_trust_function_creators = 1').catch(() => {});
  await query(`create table ${user}.marks (a int)`);
  await query(
    `create function ${user}.writes() returns int begin insert into ${user}.marks values (1); return 1; end`,
  );
  await query(
    `create procedure ${user}.ends()
     begin set session transaction read write; commit; insert into ${user}.marks values (1); commit; end`,
  );
  if (!isMysql) await query(`create sequence ${user}.counter`);
  await query(`grant all on ${user}.* to '${user}'@'%'`);
}
