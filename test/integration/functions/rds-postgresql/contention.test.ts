import { describe, expect, it } from 'vitest';
import { engines } from '../../../support/servers/running.ts';
import { World } from '../../services/postgresql/world.ts';

describe.each(engines('postgresql'))('a busy PostgreSQL $version', (server) => {
  it('is rotated while its tables are in use, and while somebody grants rights', async () => {
    const world = await World.make(server);
    const user = await world.connect(world.credential());
    await user.query('create table used (n int)');
    await user.query('begin; lock table used in access exclusive mode');
    const other = await world.connect({ ...server.admin, database: world.database });
    await other.query(`begin; grant usage on schema public to ${world.names.first}`);
    for (let turn = 0; turn < 2; turn += 1)
      expect(await world.rotate()).toMatchObject({ Outcome: 'rotated' });
    for (const session of [user, other]) {
      await session.query('commit');
      await session.end();
    }
  });

  it('postpones a rotation whose login somebody else alters at the same time', async () => {
    const world = await World.make(server);
    for (let turn = 0; turn < 2; turn += 1) await world.rotate();
    const before = world.credential();
    const other = await world.connect({ ...server.admin, database: world.database });
    await other.query(`begin; alter role ${world.names.twin} password 'of somebody else'`);
    const rotation = world.rotate();
    await world.waiting('transactionid');
    await other.query('rollback');
    await other.end();
    expect(await rotation).toMatchObject({ Outcome: expect.stringMatching(/^(postponed|rotated)$/) });
    await world.sql('select', before);
    await world.rotate();
    await world.sql('select', world.credential());
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
});
