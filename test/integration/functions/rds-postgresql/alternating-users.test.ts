import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { VersionId } from '../../../../shared/engine/rotation/store.ts';
import { engines } from '../../../support/servers/running.ts';
import { exhaustive } from '../../../support/stand/exhaustive.ts';
import { World } from '../../services/postgresql/world.ts';

/** What one may do that is no superuser, one that is may do too. */
const subjects = engines('postgresql').flatMap((server) =>
  (['createrole', 'superuser'] as const)
    .slice(0, exhaustive ? 2 : 1)
    .map((admin) => ({ server, admin, version: server.version })),
);

describe.each(subjects)(
  'alternating accounts on PostgreSQL $version, led by a $admin',
  ({ server, admin }) => {
    it('give the turn to a second login of the same role, and the first still logs in', async () => {
      const world = await World.make(server, { admin });
      const before = world.credential();
      const result = await world.rotate();
      expect(result).toMatchObject({ Outcome: 'rotated', Strategy: 'alternating-users' });
      expect(result).not.toHaveProperty('WindowMs');
      const after = world.credential();
      expect(after.user).toBe(`${before.user}_rt`);
      expect(await world.sql('select session_user, current_user', after)).toEqual([
        { session_user: after.user, current_user: before.user },
      ]);
      expect(await world.sql('select 1 as one', before)).toEqual([{ one: 1 }]);
    });

    it('let nobody in by the other login once it is evicted', async () => {
      const world = await World.make(server, { admin });
      await world.rotate();
      const access = await world.access(new AbortController().signal);
      await using service = await world.type.open({ ...access, emergency: true });
      expect(
        await service.revocation?.revokeAll([world.value('previous')], VersionId.parse('v0')),
      ).toMatchObject({
        gaps: [],
      });
      await expect(world.sql('select', world.credential('previous'))).rejects.toThrow(
        /authentication failed/,
      );
      expect(
        await world.sql(`select rolcanlogin as may from pg_roles where rolname = '${world.account}'`),
      ).toEqual([{ may: false }]);
      await world.sql('select', world.credential());
    });

    it('come back to the first, and the second still logs in', async () => {
      const world = await World.make(server, { admin });
      const [first] = [world.credential(), await world.rotate()];
      const second = world.credential();
      await world.rotate();
      const third = world.credential();
      expect(third.user).toBe(first.user);
      expect(third.password).not.toBe(first.password);
      await world.sql('select', second);
      await world.sql('select', third);
      await expect(world.sql('select', first)).rejects.toThrow(/password authentication failed/);
    });

    it('need one login of the admin, two of the current account and one of the other, and none is refused', async () => {
      const world = await World.make(server, { admin });
      await world.rotate();
      await world.rotate();
      const { refused, ...logins } = await world.logins();
      const acting = admin === 'superuser' ? server.admin.user : world.admin;
      expect(refused).toBe(0);
      expect(logins).toMatchObject({ [world.account]: 3, [`${world.account}_rt`]: 3 });
      if (admin === 'createrole') expect(logins[acting]).toBe(2);
    });

    it('can use, alter and drop what the other created, before and after the first rotation', async () => {
      const world = await World.make(server, { admin });
      const before = world.credential();
      await world.sql('create table early (n int); insert into early values (1)', before);
      await world.sql('create view seen as select n from early; create sequence numbers', before);
      await world.sql(`create function one() returns int language sql as 'select 1'`, before);
      await world.rotate();
      const after = world.credential();
      await world.sql('insert into early values (2); alter table early add m int', after);
      await world
        .sql('create table late (n int); create schema if not exists "$user"', after)
        .catch(() => {});
      await world.sql('create table later (n int)', after);
      await world.sql(
        `insert into later values (1); alter table later add m int; select nextval('numbers')`,
        before,
      );
      await world.sql('create table old_pod (n int)', before);
      await world.sql('insert into old_pod values (1); drop table old_pod', after);
      await world.rotate();
      await world.sql('drop view seen; drop table early, later; drop function one()', world.credential());
    });

    it('leave the sessions that are open during the first rotation all their rights', async () => {
      const world = await World.make(server, { admin });
      const open = await world.connect(world.credential());
      await open.query('create table mine (n int); create temporary table kept (n int)');
      await world.rotate();
      await open.query(
        'insert into mine values (1); alter table mine add m int; insert into kept values (1)',
      );
      await open.end();
    });

    it('keep the pending value when a step is repeated, by the same and by another instance', async () => {
      const world = await World.make(server, { admin });
      const before = world.credential();
      const next = await (async () => {
        await using service = await world.open();
        const made = await service.next();
        await service.set(made, true);
        await service.set(made, false);
        await service.prove(made);
        await service.prove(made);
        return made;
      })();
      await using service = await world.open();
      await service.set(next, false);
      await service.prove(next);
      await world.sql('select', before);
      expect((await world.logins()).refused).toBe(0);
    });

    it('change nothing when the service is only opened and a value is made', async () => {
      const world = await World.make(server, { admin });
      await using service = await world.open();
      await service.next();
      expect(await world.sql(`select from pg_roles where rolname like '${world.account}\\_%'`)).toEqual([]);
      expect(await world.log()).not.toMatch(/statement: (create|alter|grant|revoke|reassign)/);
    });

    it('leave the admin no rights of the account', async () => {
      const world = await World.make(server, { admin });
      await world.sql('create table mine ()', world.credential());
      await world.rotate();
      const roles = [world.names.first, world.names.twin];
      for (const role of roles)
        expect(
          await world.sql(`select pg_has_role('${world.admin}', '${role}'::regrole, 'usage') as has`),
        ).toEqual([{ has: false }]);
    });

    it('rotate many times without a refused login', async () => {
      const world = await World.make(server, { admin });
      for (let turn = 0; turn < (exhaustive ? 20 : 6); turn += 1) {
        const before = world.credential();
        await world.rotate();
        await world.sql('select', before);
        await world.sql('select', world.credential());
      }
      expect((await world.logins()).refused).toBe(0);
    });

    it.each(
      [
        'it"s; drop role "x" --',
        "quote'd ",
        'Über-Äccount ☂ ',
        'new\nline',
        'back\\slash',
        '$user%s%I',
      ].slice(0, exhaustive ? 6 : 2),
    )('take hostile names such as %j', async (prefix) => {
      const world = await World.make(server, { admin, prefix });
      await world.sql('create table mine ()', world.credential());
      await world.sql(`alter role ${world.names.first} set search_path to "$user", public, "o'd\\d"`);
      await world.rotate();
      await world.rotate();
      expect(world.credential().user).toBe(world.account);
      await world.sql('drop table mine', world.credential());
    });

    it('refuse a name the server would cut off', async () => {
      const world = await World.make(server, { admin, prefix: 'a'.repeat(54) });
      await expect(world.rotate()).rejects.toMatchObject({
        message: expect.stringMatching(/longer than|63 bytes/),
      });
    });

    it.each(['tag', 'configuration'])('have the name that the %s gives the second one', async (where) => {
      const end = randomBytes(4).toString('hex');
      const second = where === 'tag' ? `second_${end}` : `second $${end}`;
      const naming =
        where === 'tag'
          ? { tags: { 'rotation:second-account': second } }
          : { said: { secondAccounts: { '*': second } } };
      const world = await World.make(server, { admin, ...naming });
      const users = [world.credential().user];
      for (let turn = 0; turn < 3; turn += 1) {
        await world.rotate();
        users.push(world.credential().user);
      }
      expect(users).toEqual([world.account, second, world.account, second]);
      expect(await world.sql('select current_user', world.credential())).toEqual([
        { current_user: world.account },
      ]);
    });
  },
);
