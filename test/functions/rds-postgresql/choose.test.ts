import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { VersionId } from '../../../shared/rotation/store.ts';
import { quote, World } from '../../databases/postgresql/world.ts';
import { engines } from '../../servers/running.ts';

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

  it('prints the grant for an admin that may not pass on a right, and then works', async () => {
    const world = await World.make(server, { admin: 'createrole' });
    const before = world.credential();
    await world.sql(`create table others (); grant select on others to ${world.names.first}`);
    const fix = `grant select on table public.others to ${world.names.admin} with grant option`;
    await expect(world.rotate()).rejects.toMatchObject({ code: 'privilege-missing', fix });
    expect(await world.sql(`select from pg_roles where rolname = '${world.account}_rt'`)).toEqual([]);
    await world.sql('select', before);
    await world.sql(fix);
    expect(await world.rotate()).toMatchObject({ Outcome: 'rotated' });
    await world.sql('select from others', world.credential());
  });

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

  it.each(['twin', 'owner'] as const)(
    'does not take a role that is there already for the %s',
    async (which) => {
      const world = await World.make(server);
      const role = world.names[which];
      await world.sql(`create role ${role} ${which === 'twin' ? 'login' : 'nologin'}`);
      await expect(world.rotate()).rejects.toMatchObject({
        code: which === 'twin' ? 'stranger-in-place' : 'strategy-unavailable',
        message: expect.stringMatching(which === 'twin' ? /_rt is there/ : /_owner" exists/),
      });
    },
  );

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

  it('does not take an owning role that can log in, or a superuser for the second account', async () => {
    const world = await World.make(server);
    const { first, twin, owner } = world.names;
    await world.sql(`create role ${owner} login; create role ${twin}; grant ${owner} to ${first}, ${twin}`);
    await expect(world.rotate()).rejects.toMatchObject({ message: expect.stringContaining('can log in') });
    await world.sql(`alter role ${owner} nologin; alter role ${twin} superuser`);
    await expect(world.rotate()).rejects.toMatchObject({
      message: expect.stringContaining('is a superuser'),
    });
  });

  it.runIf(!modern)(
    'does not take the objects from open sessions of an account that inherits nothing',
    async () => {
      const world = await World.make(server);
      await world.sql(`alter role ${world.names.first} noinherit`);
      await expect(world.rotate()).rejects.toMatchObject({
        code: 'strategy-unavailable',
        message: expect.stringContaining('inherit'),
      });
    },
  );

  it('takes a second account that an operator has marked, and an owning role whose members both are', async () => {
    const world = await World.make(server);
    const { first, twin, owner } = world.names;
    await world.sql(`create role ${owner}; create role ${twin}; grant ${owner} to ${first}, ${twin}`);
    await world.sql(`comment on role ${twin} is 'secret-rotation: second account of ${world.account}'`);
    expect(await world.rotate()).toMatchObject({ Outcome: 'rotated' });
    expect(world.credential().user).toBe(`${world.account}_rt`);
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
      message: expect.stringContaining('are not four roles'),
    });
  });
});
