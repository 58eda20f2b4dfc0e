import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { VersionId } from '../../../../shared/engine/rotation/store.ts';
import { engines } from '../../../support/servers/running.ts';
import { quote, World } from '../../services/postgresql/world.ts';

const marked = ({ account, names }: World) =>
  `comment on role ${names.twin} is 'secret-rotation: second account of ${account}'`;

describe.each(engines('postgresql'))('opening the service on PostgreSQL $version', (server) => {
  const modern = Number(server.version) >= 16;

  it.each([
    ['Port', { Port: 1 }],
    ['Endpoint', { Endpoint: '127.0.0.1' }],
  ])('refuses an admin of another %s before it logs in', async (path, adminFields) => {
    const world = await World.make(server, { adminFields });
    await expect(world.rotate()).rejects.toMatchObject({
      code: 'admin-mismatch',
      message: expect.stringContaining(path),
    });
    const ours = (await world.log())
      .split('\n')
      .filter((line) => line.includes('application_name=secret-rotation'));
    expect(ours.filter((line) => !line.includes(`user=${world.account} `))).toEqual([]);
  });

  it('takes host names that differ in case for the same host', async () => {
    const world = await World.make(server, { adminFields: { Endpoint: 'LOCALHOST' } });
    expect(await world.rotate()).toMatchObject({ Outcome: 'rotated' });
  });

  it('prints the grant for an admin that may not create roles', async () => {
    const world = await World.make(server, { admin: 'createrole' });
    await world.sql(`alter role ${world.names.admin} nocreaterole`);
    await expect(world.rotate()).rejects.toMatchObject({
      code: 'privilege-missing',
      fix: `alter role ${world.names.admin} createrole`,
    });
    expect(world.store.stagesOf(world.secret).pending).toBeUndefined();
    await world.sql(`alter role ${world.names.admin} createrole`);
    expect(await world.rotate()).toMatchObject({ Outcome: 'rotated' });
  });

  it.runIf(modern).each(['alternating-users', 'single-user'])(
    'prints the grant for an admin that may not alter the account (%s)',
    async (strategy) => {
      const world = await World.make(server, {
        admin: 'createrole',
        tags: { 'rotation:strategy': strategy },
      });
      await world.sql(`revoke ${world.names.first} from ${world.names.admin}`);
      const fix = `grant ${world.names.first} to ${world.names.admin} with admin option`;
      await expect(world.rotate()).rejects.toMatchObject({ code: 'privilege-missing', fix });
      await world.sql(fix);
      expect(await world.rotate()).toMatchObject({ Outcome: 'rotated' });
    },
  );

  it('prints the grant for an account that may not connect to the database', async () => {
    const world = await World.make(server, { admin: 'none', tags: { 'rotation:strategy': 'single-user' } });
    await world.sql(`revoke connect on database ${world.database} from public`);
    await expect(world.rotate()).rejects.toMatchObject({
      code: 'privilege-missing',
      fix: `grant connect on database "${world.database}" to ${world.names.first}`,
    });
  });

  it('says so when the database of the secret does not exist', async () => {
    const world = await World.make(server, { fields: { DBName: 'no such' } });
    await expect(world.rotate()).rejects.toMatchObject({ code: 'secret-malformed' });
  });

  it('does not take a role that is there already for the second login', async () => {
    const world = await World.make(server);
    await world.sql(
      `create role ${world.names.twin} login; grant ${world.names.first} to ${world.names.twin}`,
    );
    await expect(world.rotate()).rejects.toMatchObject({
      code: 'stranger-in-place',
      message: expect.stringMatching(/_rt exists/),
    });
  });

  it('gives an account no right by a tag that names a powerful role', async () => {
    for (const role of ['postgres', 'pg_read_all_data', 'pg_monitor']) {
      const tags = { 'rotation:second-account': role };
      const world = await World.make(server, { tags });
      await expect(world.rotate()).rejects.toMatchObject({
        code: expect.stringMatching(/^(strategy-unavailable|stranger-in-place)$/),
      });
      expect(
        await world.sql(`select from pg_auth_members where member = '${world.account}'::regrole`),
      ).toEqual([]);
    }
  });

  it('does not take a superuser for either login', async () => {
    const world = await World.make(server);
    const { first, twin } = world.names;
    await world.sql(`create role ${twin} superuser; ${marked(world)}`);
    await expect(world.rotate()).rejects.toMatchObject({
      code: 'strategy-unavailable',
      aftermath: 'untouched',
      message: expect.stringContaining(`${twin} is a superuser`),
    });
    await world.sql(`alter role ${twin} nosuperuser; alter role ${first} superuser`);
    await expect(world.rotate()).rejects.toMatchObject({
      code: 'strategy-unavailable',
      message: expect.stringContaining(`${first} is a superuser`),
    });
  });

  it('takes a second login that an operator has marked', async () => {
    const world = await World.make(server);
    await world.sql(`create role ${world.names.twin}; ${marked(world)}`);
    expect(await world.rotate()).toMatchObject({ Outcome: 'rotated' });
    expect(world.credential().user).toBe(`${world.account}_rt`);
    expect(await world.sql('select current_user', world.credential())).toEqual([
      { current_user: world.account },
    ]);
  });

  const copied = [
    ['replication', 'alter role {app} replication', 'alter role {app} noreplication'],
    [
      'a setting of superusers',
      'alter role {app} set log_statement to ddl',
      'alter role {app} reset log_statement',
    ],
    ['a setting nobody knows', `alter role {app} set my.own to 'x'`, 'alter role {app} reset my.own'],
  ] as const;

  it.each(copied)('changes nothing where the admin may not copy %s', async (_, give, take) => {
    const world = await World.make(server, { admin: 'createrole' });
    const run = (text: string) => world.sql(text.replaceAll('{app}', world.names.first));
    await run(give);
    await expect(world.rotate()).rejects.toMatchObject({
      code: 'strategy-unavailable',
      aftermath: 'untouched',
      message: expect.stringContaining('only by a superuser'),
    });
    expect(await run(`select from pg_roles where rolname = '${world.account}_rt'`)).toEqual([]);
    await run(take);
    expect(await world.rotate()).toMatchObject({ Outcome: 'rotated' });
  });

  it.each(copied)('copies %s where the admin is a superuser', async (_, give) => {
    const world = await World.make(server);
    await world.sql(give.replaceAll('{app}', world.names.first));
    expect(await world.rotate()).toMatchObject({ Outcome: 'rotated' });
    const [first, second] = await world.sql(`
      select rolreplication, array_remove(rolconfig, 'role=${world.account}') as settings
      from pg_roles where rolname in ('${world.account}', '${world.account}_rt') order by rolname
    `);
    expect([second?.rolreplication, second?.settings ?? []]).toEqual([
      first?.rolreplication,
      first?.settings ?? [],
    ]);
  });

  it('changes nothing where a database has every login act as another role', async () => {
    const world = await World.make(server);
    await world.sql(`create role ${world.account}_all; `);
    await world.sql(`grant ${world.account}_all to ${world.names.first}`);
    await world.sql(`alter database ${world.database} set role to ${world.account}_all`);
    await expect(world.rotate()).rejects.toMatchObject({
      code: 'strategy-unavailable',
      aftermath: 'untouched',
    });
  });

  it('sets no password that has expired before it is used', async () => {
    const world = await World.make(server);
    await world.rotate();
    const before = world.credential();
    await world.sql(`alter role ${world.names.first} valid until '2000-01-01'`);
    await expect(world.rotate()).rejects.toMatchObject({ code: 'refused', aftermath: 'untouched' });
    expect(world.credential()).toEqual(before);
    await world.sql('select', before);
  });

  it('needs the name of the database, as a driver takes that of the login for it', async () => {
    const world = await World.make(server, { fields: { DBName: undefined } });
    await expect(world.rotate()).rejects.toMatchObject({
      code: 'strategy-unavailable',
      message: expect.stringContaining('DBName'),
    });
  });

  it('tries the current, the pending and the previous value once each, then stops', async () => {
    const world = await World.make(server, { admin: 'none', tags: { 'rotation:strategy': 'single-user' } });
    await world.rotate();
    const stopped = world.stopAfter('createSecret');
    await expect(world.rotate()).rejects.toThrow(stopped);
    await world.sql(`alter role ${world.names.first} password 'changed by hand'`);
    await world.forgetLog();
    await expect(world.rotate()).rejects.toMatchObject({ code: 'refused' });
    expect((await world.logins()).refused).toBe(3);
  });

  it('tries a value that two versions hold only once', async () => {
    const world = await World.make(server, { admin: 'none', tags: { 'rotation:strategy': 'single-user' } });
    world.store.label(world.secret, 'pending', VersionId.parse('v0'));
    await world.sql(`alter role ${world.names.first} password 'changed by hand'`);
    await expect(world.open()).rejects.toMatchObject({ code: 'refused' });
    expect((await world.logins()).refused).toBe(1);
  });

  it('is not diverted by a search path that hides the catalogs', async () => {
    const world = await World.make(server);
    await world.sql(`
      create schema evil;
      create table evil.pg_roles (rolname name, oid oid);
      create function evil.pg_advisory_lock(bigint) returns void language plpgsql as 'begin raise exception ''diverted''; end';
      create function evil.set_config(text, text, boolean) returns text language plpgsql as 'begin raise exception ''diverted''; end';
      create function evil.equal(text, text) returns boolean language plpgsql as 'begin raise exception ''diverted''; end';
      create operator evil.= (leftarg = text, rightarg = text, function = evil.equal);
      alter database ${world.database} set search_path to evil, pg_catalog;
      grant usage on schema evil to public;
    `);
    expect(await world.rotate()).toMatchObject({ Outcome: 'rotated' });
  });

  it('runs the probe as the new account', async () => {
    const world = await World.make(server, { said: { probe: { '*': 'select n from marks' } } });
    await world.sql('create table marks (n int)', world.credential());
    expect(await world.rotate()).toMatchObject({ Outcome: 'rotated' });
  });

  it.each([
    ['select * from no_such_table', 'policy-malformed'],
    ['select 1; select 2', 'policy-malformed'],
    ['select * from pg_authid', 'privilege-missing'],
  ])('changes nothing when the probe %j fails', async (probe, code) => {
    const world = await World.make(server, { said: { probe: { '*': probe } } });
    const before = world.credential();
    await expect(world.rotate()).rejects.toMatchObject({ code, aftermath: 'untouched' });
    expect(world.credential()).toEqual(before);
    await world.sql('select', before);
  });

  it('refuses a pending value of the wrong account', async () => {
    const world = await World.make(server);
    await using service = await world.open();
    const next = await service.next();
    await expect(service.set({ ...next, AccountName: world.account }, false)).rejects.toMatchObject({
      code: 'strategy-unavailable',
    });
    await world.sql('select', world.credential());
  });

  it('does not prove a value the server refuses', async () => {
    const world = await World.make(server);
    await using service = await world.open();
    const next = await service.next();
    await service.set(next, true);
    const wrong = (await service.next()).AccountPassword;
    await expect(service.prove({ ...next, AccountPassword: wrong })).rejects.toMatchObject({
      code: 'refused',
    });
  });

  it('says what an admin that is one of the two accounts cannot do', async () => {
    const name = `me${randomBytes(4).toString('hex')}`;
    const world = await World.make(server, { tags: { 'rotation:second-account': name } });
    await world.sql(`create role ${quote(name)} superuser login password 'x'`);
    const world2 = await World.make(server, {
      tags: { 'rotation:second-account': name },
      adminFields: { AccountName: name, AccountPassword: 'x' },
    });
    await expect(world2.rotate()).rejects.toMatchObject({
      code: 'strategy-unavailable',
      message: expect.stringContaining('must be three different roles'),
    });
  });
});
