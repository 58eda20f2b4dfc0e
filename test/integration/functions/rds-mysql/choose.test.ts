import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engines } from '../../../support/servers/running.ts';
import { Scene } from './scene.ts';

const first = 'First-Secret-1';

describe.each(engines('mysql', 'mariadb'))('the choice of a strategy on $engine', (server) => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.on(server);
  });
  afterEach(() => scene.drop());

  it('never falls back to a single password by itself, and names every reason', async () => {
    const current = await scene.create(scene.value(first));
    const opening = scene.open({ current });
    await expect(opening).rejects.toMatchObject({
      code: 'strategy-unavailable',
      message: expect.stringMatching(
        /lacks (application_password_admin|create user) \(to allow it: grant .*\); no previous version holds a value of a\w+_rt, .*rotation:admin-secret.*single-user/,
      ),
    });
  });

  it('makes the accounts take turns where the previous version opens the twin', async () => {
    const current = await scene.create(scene.value(first));
    const previous = await scene.create(scene.value('Twin-Secret-1', `${scene.name}_rt`));
    await using service = await scene.open({ current, previous });
    expect(service.strategy).toBe('alternating-users');
    expect(service.reason).toMatch(/two accounts take turns; the account .* changes its own password.*lacks/);
  });

  it.each([
    'view %.owned as select 1',
    'procedure %.owned() select 1',
    'trigger %.owned before insert on %.t for each row set @a = 1',
    'event %.owned on schedule every 1 hour do select 1',
  ])('does not by itself make accounts take turns where one is a definer: %s', async (object) => {
    const current = await scene.create(scene.value(first));
    const previous = await scene.create(scene.value('Twin-Secret-1', `${scene.name}_rt`));
    await scene.root(`create database ${scene.name}`, `create table ${scene.name}.t (a int)`);
    for (const { AccountName } of [current, previous])
      await scene.root(`grant all on ${scene.name}.* to ${AccountName}@'%'`);
    await using before = await scene.open({ current, previous });
    expect((await before.next()).AccountName).toBe(previous.AccountName);
    await before[Symbol.asyncDispose]();
    await scene.as(current, `create ${object.replaceAll('%', scene.name)}`);
    await using service = await scene.open({ current, previous });
    await expect(service.next()).rejects.toMatchObject({
      code: 'strategy-unavailable',
      message: expect.stringContaining(`${scene.name}.owned`),
    });
    await service[Symbol.asyncDispose]();
    await using named = await scene.open({ current, previous, tags: { strategy: 'alternating-users' } });
    expect((await named.next()).AccountName).toBe(previous.AccountName);
  });

  it('does what the policy names although another strategy would do', async () => {
    const admin = await scene.createAdmin('create user', 'select');
    const current = await scene.create(scene.value(first));
    for (const strategy of ['dual-password', 'alternating-users', 'single-user']) {
      await using service = await scene.open({ current, admin, tags: { strategy } });
      expect(service.strategy).toBe(strategy);
    }
  });

  it.each(['dual-password', 'alternating-users', 'single-user'])(
    'prints the grant that the admin lacks for %s',
    async (strategy) => {
      const admin = await scene.createAdmin();
      const current = await scene.create(scene.value(first));
      await expect(scene.open({ current, admin, tags: { strategy } })).rejects.toMatchObject({
        code: 'privilege-missing',
        fix: `grant create user on *.* to \`${admin.AccountName}\`@\`%\`;`,
      });
    },
  );

  it('refuses to change another entry than the policy names', async () => {
    const current = await scene.create(scene.value(first));
    const opening = scene.open({ current, tags: { strategy: 'single-user', host: '10.+' } });
    await expect(opening).rejects.toMatchObject({ code: 'strategy-unavailable' });
  });

  it('prints the grant for an admin who cannot see the entries of the name, or their rights', async () => {
    const admin = await scene.createAdmin('create user');
    const current = await scene.create(scene.value(first));
    // MySQL shows any account's names to everybody: there it is the rights that cannot be read.
    const rotation = scene.rotate({ current, admin, tags: { strategy: 'alternating-users' } });
    await expect(rotation).rejects.toMatchObject({
      code: 'privilege-missing',
      fix: `grant select on mysql.* to \`${admin.AccountName}\`@\`%\`;`,
    });
  });

  it('refuses an admin of another server before it logs in', async () => {
    const admin = await scene.createAdmin('create user', 'select');
    const current = await scene.create(scene.value(first));
    const elsewhere = scene.value('Adm-1n-of-the-server', admin.AccountName, { Port: server.port + 1 });
    await expect(scene.open({ current, admin: elsewhere })).rejects.toMatchObject({
      code: 'admin-mismatch',
      message: expect.stringContaining('Port'),
    });
    expect(await scene.logins(admin.AccountName)).toEqual({ accepted: 0, refused: 0 });
    expect(await scene.logins(scene.name)).toEqual({ accepted: 1, refused: 0 });
  });

  it('does not let the twin do what only the current account could do itself', async () => {
    await scene.create(scene.value(first));
    const pending = await scene.create(scene.value('Twin-Secret-1', `${scene.name}_rt`));
    const current = scene.value('Wrong-Secret-1');
    for (const strategy of ['dual-password', 'single-user'])
      await expect(scene.open({ current, pending, tags: { strategy } })).rejects.toMatchObject({
        code: 'refused',
      });
  });

  it('goes on as the twin where only its pending value is accepted', async () => {
    await scene.create(scene.value(first));
    const pending = await scene.create(scene.value('Twin-Secret-1', `${scene.name}_rt`));
    const current = scene.value('Wrong-Secret-1');
    await using service = await scene.open({ current, pending });
    expect(service.strategy).toBe('alternating-users');
    await service.set(pending, false);
    await service.prove(pending);
  });

  it('stops at a locked account without another login', async () => {
    const current = await scene.create(scene.value(first));
    await scene.root(`alter user ${scene.name}@'%' account lock`);
    const opening = scene.open({ current, pending: scene.value('Pending-Secret-2') });
    await expect(opening).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('is locked'),
    });
  });
});

describe.each(engines('mysql'))('an admin who may only create users on $engine', (server) => {
  it('can set second passwords', async () => {
    const scene = await Scene.on(server);
    const admin = await scene.createAdmin('create user');
    const current = await scene.create(scene.value(first), '%', 'localhost');
    const next = await scene.rotate({ current, admin });
    expect(await scene.accepts(current, next)).toEqual([true, true]);
    await scene.drop();
  });
});
