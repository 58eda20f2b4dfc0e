import { describe, expect, it } from 'vitest';
import { quote, World } from '../../databases/postgresql/world.ts';
import { engines } from '../../servers/running.ts';
import { fingerprint } from './fingerprint.ts';

describe.each(engines('postgresql'))('rights on PostgreSQL $version', (server) => {
  const modern = Number(server.version) >= 16;

  /** One of everything that can be granted, owned by somebody else. */
  async function furnished(): Promise<World> {
    const world = await World.make(server);
    const { first } = world.names;
    const group = quote(`group of ${world.account}`);
    const stranger = quote(`it's ${world.account}'s dba`);
    await world.sql(`
      create role ${group} nologin;
      create role ${stranger} nologin;
      create schema "odd; schema" authorization ${stranger};
      set role ${stranger};
      create table "odd; schema"."t""able" (a int, "b c" text);
      create sequence "odd; schema".numbers;
      create function "odd; schema".f(int, text) returns int language sql as 'select 1';
      create type "odd; schema".mood as enum ('good');
      create domain "odd; schema".small as int;
      reset role;
      create foreign data wrapper "fdw of ${world.account}";
      create server "server of ${world.account}" foreign data wrapper "fdw of ${world.account}";
      select lo_create(4711);
      grant usage on schema "odd; schema" to ${first};
      grant select, insert on "odd; schema"."t""able" to ${first};
      grant update on "odd; schema"."t""able" to ${first} with grant option;
      grant references ("b c") on "odd; schema"."t""able" to ${first};
      grant usage on sequence "odd; schema".numbers to ${first};
      grant execute on function "odd; schema".f(int, text) to ${first} with grant option;
      grant usage on type "odd; schema".mood to ${first};
      grant usage on type "odd; schema".small to ${first};
      grant usage on foreign data wrapper "fdw of ${world.account}" to ${first};
      grant usage on foreign server "server of ${world.account}" to ${first};
      grant select on large object 4711 to ${first};
      grant usage on language plpgsql to ${first};
      grant create on tablespace pg_default to ${first};
      grant connect, create, temporary on database ${world.database} to ${first};
      grant ${group} to ${first} with admin option;
      alter role ${first} createdb bypassrls connection limit 7 valid until '2099-01-02 03:04:05+00';
      alter role ${first} set search_path to "$user", "Odd, ""Name""", public;
      alter role ${first} set "app.mode" to 'it''s \\ here, "really"';
      alter role ${first} in database ${world.database} set work_mem to '5MB';
      alter role ${first} in database postgres set search_path to '';
      alter default privileges for role ${first} grant select on tables to ${group} with grant option;
      alter default privileges for role ${first} in schema "odd; schema" grant usage on sequences to ${group};
      alter default privileges for role ${first} revoke execute on functions from public;
      alter default privileges for role ${stranger} in schema "odd; schema" grant select on tables to ${first};
      alter default privileges for role ${stranger} grant execute on functions to ${first} with grant option;
    `);
    if (Number(server.version) >= 15) await world.sql(`grant set on parameter work_mem to ${first}`);
    return world;
  }

  it('are the same for the second account, one by one', async () => {
    const world = await furnished();
    const before = await fingerprint(world, world.account);
    await world.rotate();
    const twin = await fingerprint(world, `${world.account}_rt`);
    expect(twin).toEqual(await fingerprint(world, world.account));
    const own = [`role=${world.account}_owner`, `member of ${world.account}_owner`];
    expect(twin.filter((line) => !own.some((mark) => line.includes(mark)))).toEqual(before);
    expect(before.length).toBeGreaterThan(25);
  });

  it('are the same after any number of rotations, and nothing is granted twice', async () => {
    const world = await furnished();
    await world.rotate();
    const first = await fingerprint(world, world.account);
    const owner = await fingerprint(world, `${world.account}_owner`);
    const mark = (await world.log()).length;
    for (let turn = 0; turn < 3; turn += 1) await world.rotate();
    expect(await fingerprint(world, world.account)).toEqual(first);
    expect(await fingerprint(world, `${world.account}_rt`)).toEqual(first);
    expect(await fingerprint(world, `${world.account}_owner`)).toEqual(owner);
    expect((await world.log()).slice(mark)).not.toMatch(/(statement|execute [^:]*): (grant|revoke|reassign)/);
  });

  it('taken from the current account are taken from the other, and from what both act as', async () => {
    const world = await furnished();
    await world.rotate();
    const { twin, first, owner } = world.names;
    await world.sql(`
      revoke insert on "odd; schema"."t""able" from ${twin};
      revoke grant option for update on "odd; schema"."t""able" from ${twin};
      revoke usage on type "odd; schema".mood from ${twin};
      revoke ${quote(`group of ${world.account}`)} from ${twin};
      alter role ${twin} nocreatedb connection limit -1 valid until 'infinity';
      alter role ${twin} reset "app.mode";
      alter role ${twin} in database ${world.database} set work_mem to '6MB';
      alter default privileges for role ${twin} grant execute on functions to public;
    `);
    await world.rotate();
    const expected = await fingerprint(world, `${world.account}_rt`);
    expect(await fingerprint(world, world.account)).toEqual(expected);
    const as = world.credential();
    expect(as.user).toBe(world.account);
    await expect(world.sql(`insert into "odd; schema"."t""able" values (1)`, as)).rejects.toThrow(
      /permission/,
    );
    expect(await world.sql(`select 1 as n from "odd; schema"."t""able" limit 0`, as)).toEqual([]);
    expect(first).not.toBe(owner);
  });

  it('given to the owning role by hand stay, and those taken from it by hand are not brought back', async () => {
    const world = await furnished();
    await world.rotate();
    const { owner } = world.names;
    await world.sql(`
      grant delete on "odd; schema"."t""able" to ${owner};
      revoke insert on "odd; schema"."t""able" from ${owner};
    `);
    const before = await fingerprint(world, `${world.account}_owner`);
    await world.rotate();
    expect(await fingerprint(world, `${world.account}_owner`)).toEqual(before);
  });

  it('given by somebody with the grant option are taken away as that somebody', async () => {
    const world = await furnished();
    const { first, twin } = world.names;
    const table = `"odd; schema"."t""able"`;
    const giver = quote(`giver of ${world.account}`);
    await world.rotate();
    await world.sql(`
      create role ${giver};
      grant usage on schema "odd; schema" to ${giver};
      grant delete on ${table} to ${giver} with grant option;
      set role ${giver};
      grant delete on ${table} to ${first};
    `);
    await world.rotate();
    expect(await fingerprint(world, world.account)).toEqual(await fingerprint(world, `${world.account}_rt`));
    expect(twin).toBeDefined();
  });

  it('of row security policies hold for the second account, so that it sees the same rows', async () => {
    const world = await World.make(server);
    const { first } = world.names;
    await world.sql(`
      create table secured (owner text);
      insert into secured values ('a'), ('b');
      alter table secured enable row level security;
      create policy visible on secured to ${first}, pg_monitor using (owner = 'a');
      grant select on secured to ${first};
    `);
    const seen = 'select owner from secured';
    for (let turn = 0; turn < 2; turn += 1) {
      await world.rotate();
      expect(await world.sql(seen, world.credential())).toEqual([{ owner: 'a' }]);
      expect(await world.sql(seen, world.credential('previous'))).toEqual([{ owner: 'a' }]);
    }
    await world.sql(`alter policy visible on secured to pg_monitor`);
    await world.sql(
      `alter policy visible on secured to pg_monitor, ${world.names.twin}, ${world.names.owner}`,
    );
    await world.rotate();
    expect(await world.sql(seen, world.credential())).toEqual([]);
  });

  it.runIf(modern)('of memberships keep their options', async () => {
    const world = await World.make(server);
    const { first } = world.names;
    const group = quote(`group of ${world.account}`);
    await world.sql(`create role ${group}; grant ${group} to ${first} with inherit false, set true`);
    await world.rotate();
    const options = (role: string) =>
      world.sql(`
        select admin_option, inherit_option, set_option
        from pg_auth_members
        where member = '${role}'::regrole and roleid = '${group}'::regrole
      `);
    expect(await options(world.names.twin)).toEqual([
      { admin_option: false, inherit_option: false, set_option: true },
    ]);
    await world.sql(`grant ${group} to ${world.names.twin} with inherit true, set false`);
    await world.rotate();
    expect(await options(first)).toEqual(await options(world.names.twin));
  });

  it('in another database stop the rotation with the name of that database', async () => {
    const world = await World.make(server);
    const { first } = world.names;
    const before = world.credential();
    await world.sql(`create table t_${world.account} (); grant select on t_${world.account} to ${first}`, {
      ...server.admin,
      database: 'postgres',
    });
    await expect(world.rotate()).rejects.toMatchObject({
      code: 'rights-differ',
      message: expect.stringContaining('rights in database postgres'),
    });
    expect(await world.sql(`select from pg_roles where rolname = '${world.account}_rt'`)).toEqual([]);
    expect(await world.sql('select 1 as n', before)).toEqual([{ n: 1 }]);
  });

  it('to log in on a foreign server stop the rotation, since their password cannot be read', async () => {
    const world = await World.make(server);
    await world.sql(`
      create foreign data wrapper remote;
      create server elsewhere foreign data wrapper remote;
      create user mapping for ${world.names.first} server elsewhere options (password 'canary');
    `);
    const failure = await world.rotate().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'rights-differ' });
    expect(String(failure)).toContain('user mapping for server elsewhere');
  });
});
