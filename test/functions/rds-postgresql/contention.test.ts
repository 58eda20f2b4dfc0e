import { describe, expect, it } from 'vitest';
import { World } from '../../databases/postgresql/world.ts';
import { engines } from '../../servers/running.ts';

describe.each(engines('postgresql'))('a busy PostgreSQL $version', (server) => {
  it('postpones the first rotation while a table that must change hands is in use', async () => {
    const world = await World.make(server);
    const before = world.credential();
    const user = await world.connect(before);
    await user.query('create table used (n int)');
    await user.query('begin; insert into used values (1)');
    const started = performance.now();
    expect(await world.rotate()).toMatchObject({ Outcome: 'postponed' });
    expect(performance.now() - started).toBeLessThan(4_000);
    expect(await world.sql(`select from pg_roles where rolname like '${world.account}\\_%'`)).toEqual([]);
    await user.query('commit');
    await user.end();
    expect(await world.rotate()).toMatchObject({ Outcome: 'rotated' });
  });

  it('postpones a rotation that grants what somebody else grants at the same time', async () => {
    const world = await World.make(server);
    const other = await world.connect({ ...server.admin, database: world.database });
    await other.query('begin; grant usage on schema public to pg_monitor');
    const rotation = world.rotate();
    await world.waiting('transactionid');
    await other.query('commit');
    await other.end();
    expect(await rotation).toMatchObject({ Outcome: 'postponed' });
    expect(await world.rotate()).toMatchObject({ Outcome: 'rotated' });
  });

  it('is rotated by one of two at once, and the other sees that it is done', async () => {
    const world = await World.make(server);
    const results = await Promise.all([world.rotate('same'), world.rotate('same'), world.rotate('other')]);
    expect(results.filter(({ Outcome }) => Outcome === 'rotated')).toHaveLength(1);
    await world.sql('select', world.credential());
    await world.sql('select', world.credential('previous'));
    expect((await world.logins()).refused).toBe(0);
  });

  it('rotates accounts of one server side by side', async () => {
    const worlds = await Promise.all([0, 1, 2, 3].map(() => World.make(server)));
    const results = await Promise.all(worlds.map((world) => world.rotate()));
    expect(results.map(({ Outcome }) => Outcome)).toEqual(Array(4).fill('rotated'));
  });

  it('gives a superuser a second account that is one too', async () => {
    const world = await World.make(server);
    await world.sql(`alter role ${world.names.first} superuser`);
    for (let turn = 0; turn < 3; turn += 1) {
      await world.rotate();
      const rows = await world.sql('select rolpassword from pg_authid limit 1', world.credential());
      expect(rows).toHaveLength(1);
    }
  });

  it('does not alternate the superuser that owns the catalogs', async () => {
    const world = await World.make(server, {
      fields: { AccountName: server.admin.user, AccountPassword: server.admin.password },
      admin: 'createrole',
    });
    await world.sql(`alter role ${world.names.admin} superuser`);
    await expect(world.rotate()).rejects.toMatchObject({
      code: 'strategy-unavailable',
      message: expect.stringContaining('owns the catalogs'),
    });
  });
});
