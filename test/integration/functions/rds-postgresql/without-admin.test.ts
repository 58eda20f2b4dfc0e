import { describe, expect, it } from 'vitest';
import { VersionId } from '../../../../shared/engine/rotation/store.ts';
import { engines } from '../../../support/servers/running.ts';
import { World } from '../../services/postgresql/world.ts';

describe.each(engines('postgresql'))('accounts on their own on PostgreSQL $version', (server) => {
  /** A pair that an admin made once; from then on the secret names no admin. */
  async function pair(tags: Readonly<Record<string, string>> = {}): Promise<World> {
    const world = await World.make(server, { tags });
    await world.rotate();
    const [current, previous] = [world.value('current'), world.value('previous')];
    const [v0, v1] = [VersionId.parse('v0'), VersionId.parse('v1')];
    world.store.plant(world.secret, {
      version: v0,
      value: world.type.format(previous),
      tags: { 'rotation:type': 'rds-postgresql', ...tags },
    });
    world.store.overwrite(world.secret, v1, world.type.format(current));
    world.store.label(world.secret, 'current', v1);
    world.store.label(world.secret, 'previous', v0);
    await world.forgetLog();
    return world;
  }

  it('take turns with what the previous version keeps, and each is logged in to at most twice', async () => {
    const world = await pair();
    const before = world.credential();
    const result = await world.rotate();
    expect(result).toMatchObject({ Outcome: 'rotated', Strategy: 'alternating-users' });
    expect(world.credential().user).toBe(world.account);
    await world.sql('select', before);
    expect(await world.logins()).toEqual({ refused: 0, [world.account]: 2, [`${world.account}_rt`]: 2 });
  });

  it('change their own password, though the sessions of both act as the first one', async () => {
    const world = await pair();
    for (let turn = 0; turn < 3; turn += 1) {
      await world.rotate();
      await world.sql('select', world.credential());
      await world.sql('select', world.credential('previous'));
    }
    expect((await world.logins()).refused).toBe(0);
  });

  it('go on with the new value where an earlier attempt had set it, without a refused login', async () => {
    const world = await pair();
    const next = await (async () => {
      await using service = await world.open();
      const made = await service.next();
      await service.set(made, true);
      return made;
    })();
    await using service = await world.open();
    await service.set(next, false);
    await service.prove(next);
    expect((await world.logins()).refused).toBe(0);
  });

  it('make one refused login at most where an earlier attempt stopped before it set the value', async () => {
    const world = await pair();
    await using service = await world.open();
    const next = await service.next();
    await service.set(next, false);
    await service.prove(next);
    expect((await world.logins()).refused).toBe(1);
  });

  it.each([
    ['is no member any more', 'revoke {app} from {twin}', 'grant {app} to {twin}'],
    ['acts as nobody else any more', 'alter role {twin} reset role', 'alter role {twin} set role to {app}'],
    ['lacks a setting', `alter role {app} set work_mem to '5MB'`, `alter role {twin} set work_mem to '5MB'`],
    ['has a setting more', `alter role {twin} set work_mem to '5MB'`, 'alter role {twin} reset work_mem'],
    ['has another limit', 'alter role {app} connection limit 50', 'alter role {twin} connection limit 50'],
  ])('stop before any password is set where the second one %s', async (_, differ, level) => {
    const world = await pair();
    const run = (text: string) =>
      world.sql(text.replaceAll('{app}', world.names.first).replaceAll('{twin}', world.names.twin));
    await run(differ);
    const [before, previous] = [world.credential(), world.credential('previous')];
    await expect(world.rotate()).rejects.toMatchObject({
      code: 'rights-differ',
      aftermath: 'untouched',
      message: expect.stringContaining(world.names.twin),
    });
    expect(world.credential()).toEqual(before);
    await world.sql('select', previous);
    await run(level);
    expect(await world.rotate()).toMatchObject({ Outcome: 'rotated' });
  });

  it('say that an admin secret is needed where there is no second account', async () => {
    const world = await World.make(server, { admin: 'none' });
    await expect(world.rotate()).rejects.toMatchObject({
      code: 'strategy-unavailable',
      message: expect.stringMatching(
        /there is no role .*_rt.*rotation:admin-secret.*rotation:strategy single-user/,
      ),
    });
    expect(world.store.stagesOf(world.secret).pending).toBeUndefined();
  });

  it('say that an admin secret is needed where nothing is known of the second account', async () => {
    const world = await pair();
    world.store.label(world.secret, 'previous', VersionId.parse('v1'));
    await expect(world.rotate()).rejects.toMatchObject({ code: 'strategy-unavailable' });
  });

  it('are refused once and no more when the previous value is stale', async () => {
    const world = await pair();
    await world.sql(`alter role ${world.names.first} password 'changed by hand'`);
    await expect(world.rotate()).rejects.toMatchObject({ code: 'refused' });
    expect((await world.logins()).refused).toBe(1);
  });

  it('reach the second account where the current value is refused', async () => {
    const world = await pair();
    await world.sql(`alter role ${world.names.twin} password 'changed by hand'`);
    await world.rotate();
    expect(world.credential().user).toBe(world.account);
    await world.sql('select', world.credential());
    expect((await world.logins()).refused).toBe(1);
  });
});
