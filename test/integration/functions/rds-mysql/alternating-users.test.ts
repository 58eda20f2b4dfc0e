import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DatabaseSecret } from '../../../../shared/services/database/database-secret.ts';
import { engines } from '../../../support/servers/running.ts';
import { exhaustive } from '../../../support/stand/exhaustive.ts';
import { Scene } from './scene.ts';

const first = 'First-Secret-1';
const tags = { strategy: 'alternating-users' };

const rights: readonly (readonly [string, (of: Scene) => string])[] = [
  ['a privilege of a schema', (of: Scene) => `grant update on ${of.name}.* to ${of.name}@'%'`],
  ['all privileges', (of: Scene) => `grant all on ${of.name}.* to ${of.name}@'%'`],
  ['a schema named by a pattern', (of: Scene) => `grant all on \`${of.name}\\_%\`.* to ${of.name}@'%'`],
  ['a server-wide privilege', (of: Scene) => `grant process on *.* to ${of.name}@'%'`],
  ['a server-wide grant option', (of: Scene) => `grant reload on *.* to ${of.name}@'%' with grant option`],
  ['a privilege of a table', (of: Scene) => `grant delete on ${of.name}.orders to ${of.name}@'%'`],
  [
    'privileges of columns beside one of their table',
    (of: Scene) => `grant select (id, name), update (paid), insert on ${of.name}.orders to ${of.name}@'%'`,
  ],
  [
    'a routine with its grant option',
    (of: Scene) => `grant execute on procedure ${of.name}.settle to ${of.name}@'%' with grant option`,
  ],
  ['a function', (of: Scene) => `grant execute, alter routine on function ${of.name}.due to ${of.name}@'%'`],
];

describe.each(engines('mysql', 'mariadb'))('accounts that take turns on $engine', (server) => {
  /** What MariaDB does as MySQL does: where not all is tried, MySQL shows it. */
  const apart = server.engine === 'mariadb';
  let scene: Scene;
  let admin: DatabaseSecret;
  let twin: string;
  beforeEach(async () => {
    scene = await Scene.on(server);
    twin = `${scene.name}_rt`;
    await scene.root(
      `create database ${scene.name}`,
      `create table ${scene.name}.orders (id int, name varchar(10), paid int)`,
      `create procedure ${scene.name}.settle() select 1`,
      `create function ${scene.name}.due() returns int deterministic return 1`,
    );
    admin = await scene.createAdmin('all');
    await scene.root(`grant all on *.* to ${admin.AccountName}@'%' with grant option`);
  });
  afterEach(() => scene.drop());

  /** The grants of an account with its name left out, in one order. */
  async function grants(account: string, host = '%'): Promise<readonly string[]> {
    const rows = await scene.root(`show grants for \`${account}\`@\`${host}\``);
    return rows
      .flatMap((row) => Object.values(row).map(String))
      .map((line) => line.replaceAll(`\`${account}\`@`, 'it@').replace(/ IDENTIFIED BY PASSWORD '[^']*'/, ''))
      .sort();
  }

  it('creates the twin with the rights of the current account and leaves that one alone', async () => {
    const current = await scene.create(scene.value(first));
    await scene.root(`grant select, insert on ${scene.name}.* to ${scene.name}@'%' with grant option`);
    const next = await scene.rotate({ current, admin, tags });
    expect(next.AccountName).toBe(twin);
    expect(await scene.accepts(current, next)).toEqual([true, true]);
    expect(await grants(twin)).toEqual(await grants(scene.name));
  });

  it('goes back and forth, each turn making the older credential useless', async () => {
    const one = await scene.create(scene.value(first));
    const two = await scene.rotate({ current: one, admin, tags });
    const three = await scene.rotate({ current: two, previous: one, admin, tags });
    expect(three.AccountName).toBe(scene.name);
    expect(await scene.accepts(one, two, three)).toEqual([false, true, true]);
    const four = await scene.rotate({ current: three, previous: two, admin, tags });
    expect(await scene.accepts(two, three, four)).toEqual([false, true, true]);
  });

  it.each(exhaustive || !apart ? rights : rights.slice(-3))(
    'gives the twin %s and takes it away again',
    async (_, grant) => {
      const one = await scene.create(scene.value(first));
      const before = await grants(scene.name);
      const two = await scene.rotate({ current: one, admin, tags });
      await scene.root(grant(scene).replace(`to ${scene.name}@`, `to ${twin}@`));
      expect(await grants(twin)).not.toEqual(before);
      const three = await scene.rotate({ current: two, previous: one, admin, tags });
      expect(await grants(scene.name)).toEqual(await grants(twin));
      for (const account of [scene.name, twin]) expect(await grants(account)).not.toEqual(before);
      await scene.root(`revoke all privileges, grant option from ${scene.name}@'%'`);
      expect(await grants(scene.name)).toEqual(before);
      await scene.rotate({ current: three, previous: two, admin, tags });
      expect(await grants(twin)).toEqual(before);
    },
  );

  it('narrows all privileges down to those that are left', async () => {
    const one = await scene.create(scene.value(first));
    await scene.root(`grant all on ${scene.name}.* to ${scene.name}@'%' with grant option`);
    const two = await scene.rotate({ current: one, admin, tags });
    const three = await scene.rotate({ current: two, previous: one, admin, tags });
    await scene.root(
      `revoke all on ${scene.name}.* from ${scene.name}@'%'`,
      `revoke grant option on ${scene.name}.* from ${scene.name}@'%'`,
      `grant select on ${scene.name}.* to ${scene.name}@'%'`,
    );
    await scene.rotate({ current: three, previous: two, admin, tags });
    expect(await grants(twin)).toEqual(await grants(scene.name));
  });

  it('narrows a privilege of a table down to those of its columns', async () => {
    const one = await scene.create(scene.value(first));
    const two = await scene.rotate({ current: one, admin, tags });
    await scene.root(
      `grant select (id), update (paid) on ${scene.name}.orders to ${twin}@'%'`,
      `grant select, select (id) on ${scene.name}.orders to ${scene.name}@'%'`,
    );
    await scene.rotate({ current: two, previous: one, admin, tags });
    expect(await grants(scene.name)).toEqual(await grants(twin));
  });

  it('gives the twin roles, the admin option and the default role, and takes them away again', async () => {
    const role = `${scene.name}_role`;
    const one = await scene.create(scene.value(first));
    const word = scene.isMariadb ? 'for' : 'to';
    await scene.root(
      `create role ${role}`,
      `grant ${role} to ${scene.name}@'%' with admin option`,
      `set default role ${role} ${word} ${scene.name}@'%'`,
      ...(scene.isMariadb ? [`grant ${role} to ${admin.AccountName}@'%' with admin option`] : []),
    );
    const two = await scene.rotate({ current: one, admin, tags });
    expect(await grants(twin)).toEqual(await grants(scene.name));
    expect((await grants(twin)).join()).toContain('WITH ADMIN OPTION');
    expect(await defaultRoles(twin)).toEqual([role]);
    await scene.root(
      `set default role none ${word} ${twin}@'%'`,
      `revoke ${role} from ${twin}@'%'`,
      `grant ${role} to ${twin}@'%'`,
    );
    await scene.rotate({ current: two, previous: one, admin, tags });
    expect(await grants(scene.name)).toEqual(await grants(twin));
    expect((await grants(scene.name)).join()).not.toContain('WITH ADMIN OPTION');
    expect(await defaultRoles(scene.name)).toEqual([]);
    await scene.root(`drop role ${role}`);
  });

  async function defaultRoles(account: string): Promise<readonly unknown[]> {
    const statement = scene.isMariadb
      ? `select default_role as r from mysql.user where user = '${account}' and default_role <> ''`
      : `select default_role_user as r from mysql.default_roles where user = '${account}'`;
    return (await scene.root(statement)).map(({ r }) => r);
  }

  it('copies what a login must bring, its limits and the rules for passwords, but never a lock', async () => {
    const current = await scene.create(scene.value(first));
    await scene.root(
      `alter user ${scene.name}@'%' require ssl with max_user_connections 7 password expire interval 90 day`,
    );
    const next = await scene.rotate({ current, admin, tags });
    const [shown] = await scene.root(`show create user ${twin}@'%'`);
    expect(Object.values(shown ?? {}).join()).toMatch(
      /REQUIRE SSL WITH MAX_USER_CONNECTIONS 7.*PASSWORD EXPIRE INTERVAL 90 DAY/,
    );
    await scene.root(
      `alter user ${twin}@'%' require none with max_user_connections 0 password expire never`,
      `alter user ${twin}@'%' password expire default`,
      `alter user ${twin}@'%' account lock`,
    );
    await scene.rotate({ current: next, previous: current, admin, tags });
    const [again] = await scene.root(`show create user ${scene.name}@'%'`);
    expect(Object.values(again ?? {}).join()).not.toMatch(/REQUIRE SSL|MAX_USER|INTERVAL 90|ACCOUNT LOCK/);
  });

  it('has the hosts of the current account, and locks entries beyond them', async () => {
    const one = await scene.create(scene.value(first), '%', 'localhost');
    await scene.root(`grant select on ${scene.name}.* to ${scene.name}@localhost`);
    const previous = await scene.create(scene.value('Stray-Secret-1', twin), '%', '10.0.0.1');
    await scene.rotate({ current: one, previous, admin, tags });
    expect(await grants(twin, '%')).toEqual(await grants(scene.name, '%'));
    expect(await grants(twin, 'localhost')).toEqual(await grants(scene.name, 'localhost'));
    const [stray] = await scene.root(`show create user ${twin}@10.0.0.1`);
    expect(Object.values(stray ?? {}).join()).toContain('ACCOUNT LOCK');
  });

  it('converges when it is repeated, and when it is repeated by another instance', async () => {
    const current = await scene.create(scene.value(first));
    await scene.root(`grant select on ${scene.name}.* to ${scene.name}@'%'`);
    const pending = await scene.rotate({ current, admin, tags });
    await using service = await scene.open({ current, pending, admin, tags });
    for (let repetition = 0; repetition < 2; repetition += 1) await service.set(pending, false);
    await service.prove(pending);
    expect(await scene.accepts(current, pending)).toEqual([true, true]);
  });

  it('makes one login of the admin and of the other account and two of the current one, none refused', async () => {
    const current = await scene.create(scene.value(first));
    await scene.rotate({ current, admin, tags });
    expect(await scene.logins(admin.AccountName)).toEqual({ accepted: 1, refused: 0 });
    expect(await scene.logins(twin)).toEqual({ accepted: 1, refused: 0 });
    expect(await scene.logins(scene.name)).toEqual({ accepted: 2, refused: 0 });
  });

  it('changes nothing of the twin where the admin cannot give a right, and prints the grant', async () => {
    const current = await scene.create(scene.value(first));
    await scene.root(`grant select on ${scene.name}.orders to ${scene.name}@'%'`);
    const old = await scene.create(scene.value('Twin-Secret-1', twin));
    await scene.root(
      `revoke all privileges, grant option from ${admin.AccountName}@'%'`,
      `grant create user on *.* to ${admin.AccountName}@'%'`,
      `grant select on mysql.* to ${admin.AccountName}@'%'`,
    );
    await expect(scene.rotate({ current, previous: old, admin, tags })).rejects.toMatchObject({
      code: 'privilege-missing',
      fix: `grant SELECT on \`${scene.name}\`.\`orders\` to \`${admin.AccountName}\`@\`%\` with grant option;`,
    });
    expect(await scene.accepts(current, old)).toEqual([true, true]);
  });

  it('is not proven while the rights of the two differ', async () => {
    const current = await scene.create(scene.value(first));
    await using service = await scene.open({ current, admin, tags });
    const next = await service.next();
    await service.set(next, true);
    await scene.root(`grant select on ${scene.name}.* to ${scene.name}@'%'`);
    await expect(service.prove(next)).rejects.toMatchObject({
      code: 'rights-differ',
      message: expect.stringContaining(`grant SELECT on \`${scene.name}\`.* to it`),
    });
  });

  it('needs no admin once both accounts exist: each changes its own password', async () => {
    const previous = await scene.create(scene.value('Twin-Secret-1', twin));
    const current = await scene.create(scene.value(first));
    const next = await scene.rotate({ current, previous, tags });
    expect(next.AccountName).toBe(twin);
    expect(await scene.accepts(current, previous, next)).toEqual([true, false, true]);
  });

  it('makes two logins of each account where no admin acts', async () => {
    const previous = await scene.create(scene.value('Twin-Secret-1', twin));
    const current = await scene.create(scene.value(first));
    const pending = await scene.rotate({ current, previous, tags });
    expect(await scene.logins(twin)).toEqual({ accepted: 2, refused: 0 });
    expect(await scene.logins(scene.name)).toEqual({ accepted: 2, refused: 0 });
    await using service = await scene.open({ current, previous, pending, tags });
    await service.set(pending, false);
    await service.prove(pending);
    expect(await scene.logins(twin)).toEqual({ accepted: 4, refused: 0 });
  });

  it('changes no password without an admin while the rights of the two differ', async () => {
    const previous = await scene.create(scene.value('Twin-Secret-1', twin));
    const current = await scene.create(scene.value(first));
    await scene.root(`grant select on ${scene.name}.* to ${scene.name}@'%'`);
    await expect(scene.rotate({ current, previous, tags })).rejects.toMatchObject({ code: 'rights-differ' });
    expect(await scene.accepts(current, previous)).toEqual([true, true]);
  });

  it('takes the twin that the policy names, there and back', async () => {
    const named = { ...tags, 'second-account': `${scene.name}_two` };
    const one = await scene.create(scene.value(first));
    const two = await scene.rotate({ current: one, admin, tags: named });
    expect(two.AccountName).toBe(`${scene.name}_two`);
    const three = await scene.rotate({ current: two, previous: one, admin, tags: named });
    expect(three.AccountName).toBe(scene.name);
  });
});

describe.each(engines('mysql'))('rights that only MySQL has', (server) => {
  let scene: Scene;
  let admin: DatabaseSecret;
  beforeEach(async () => {
    scene = await Scene.on(server);
    admin = await scene.createAdmin('all');
    await scene.root(`grant all on *.* to ${admin.AccountName}@'%' with grant option`);
  });
  afterEach(() => scene.drop());

  const shown = async (account: string) =>
    (await scene.root(`show grants for ${account}@'%'`))
      .flatMap((row) => Object.values(row).map(String))
      .map((line) => line.replaceAll(account, 'it'));

  it('are copied with the grant option each of them has', async () => {
    const one = await scene.create(scene.value(first));
    await scene.root(
      `grant backup_admin on *.* to ${scene.name}@'%'`,
      `grant connection_admin on *.* to ${scene.name}@'%' with grant option`,
    );
    const two = await scene.rotate({ current: one, admin, tags });
    const twin = two.AccountName;
    expect(await shown(twin)).toEqual(await shown(scene.name));
    await scene.root(
      `revoke connection_admin on *.* from ${twin}@'%'`,
      `grant connection_admin on *.* to ${twin}@'%'`,
    );
    await scene.rotate({ current: two, previous: one, admin, tags });
    expect(await shown(scene.name)).toEqual(await shown(twin));
  });

  it('leave no retained password behind on the account whose turn it is', async () => {
    const one = await scene.create(scene.value(first));
    const two = await scene.rotate({ current: one, admin, tags: { strategy: 'dual-password' } });
    const three = await scene.rotate({ current: two, previous: one, admin, tags });
    const four = await scene.rotate({ current: three, previous: two, admin, tags });
    expect(four.AccountName).toBe(scene.name);
    expect(await scene.accepts(one, two, three, four)).toEqual([false, false, true, true]);
  });

  it('do not stop a repetition when they include a password history', async () => {
    const current = await scene.create(scene.value(first));
    await scene.root(`alter user ${scene.name}@'%' password history 5`);
    const pending = await scene.rotate({ current, admin, tags });
    await using service = await scene.open({ current, pending, admin, tags });
    await service.set(pending, false);
    await service.set(pending, false);
    await service.prove(pending);
  });
  it('do not stop a repetition in one session of the other account, either', async () => {
    const previous = await scene.create(scene.value('Twin-Secret-1', `${scene.name}_rt`));
    const current = scene.value('Refused-Secret-1');
    await scene.root(
      `alter user ${previous.AccountName}@'%' password history 5`,
      `alter user ${previous.AccountName}@'%' identified by 'Twin-Secret-1'`,
    );
    await using service = await scene.open({ current, previous, tags });
    const next = await service.next();
    await service.set(next, true);
    await service.set(next, false);
    expect(await scene.accepts(next)).toEqual([true]);
  });
});
