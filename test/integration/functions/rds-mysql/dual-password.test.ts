import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DatabaseSecret } from '../../../../shared/services/database/database-secret.ts';
import { startMysql } from '../../../support/servers/mysql.ts';
import { engines } from '../../../support/servers/running.ts';
import { Scene } from './scene.ts';

const first = 'First-Secret-1';

describe.each(engines('mysql', 'mariadb'))('two passwords set by an admin on $engine', (server) => {
  let scene: Scene;
  let admin: DatabaseSecret;
  beforeEach(async () => {
    scene = await Scene.on(server);
    admin = await scene.createAdmin('create user', 'select');
  });
  afterEach(() => scene.drop());

  it('is what auto chooses, and says why', async () => {
    const current = await scene.create(scene.value(first));
    await using service = await scene.open({ current, admin });
    expect(service.strategy).toBe('dual-password');
    expect(service.overlaps).toBe(true);
    expect(service.reason).toMatch(/keeps two passwords; the admin/);
  });

  it('accepts the old and the new password after set, and after set is repeated', async () => {
    const current = await scene.create(scene.value(first));
    await using service = await scene.open({ current, admin });
    const next = await service.next();
    await service.set(next, true);
    expect(await scene.accepts(current, next)).toEqual([true, true]);
    for (let repetition = 0; repetition < 3; repetition += 1) {
      await service.set(next, false);
      expect(await scene.accepts(current, next)).toEqual([true, true]);
    }
    await service.prove(next);
  });

  it('keeps the current password when an abandoned attempt had set another', async () => {
    const current = await scene.create(scene.value(first));
    const abandoned = await scene.rotate({ current, admin });
    const next = await scene.rotate({ current, admin });
    expect(await scene.accepts(current, abandoned, next)).toEqual([true, false, true]);
  });

  it('retires the last but one password with the next rotation', async () => {
    const one = await scene.create(scene.value(first));
    const two = await scene.rotate({ current: one, admin });
    const three = await scene.rotate({ current: two, previous: one, admin });
    expect(await scene.accepts(one, two, three)).toEqual([false, true, true]);
  });

  it('changes every host entry of the name', async () => {
    const current = await scene.create(scene.value(first), '%', 'localhost', '127.0.0.1');
    const next = await scene.rotate({ current, admin });
    await scene.root(`drop user ${scene.name}@localhost`, `drop user ${scene.name}@127.0.0.1`);
    expect(await scene.accepts(current, next)).toEqual([true, true]);
  });

  it('changes only the host entry that the policy names', async () => {
    const current = await scene.create(scene.value(first), '%', 'localhost');
    const next = await scene.rotate({ current, admin, tags: { host: 'localhost' } });
    expect(await scene.accepts(current, next)).toEqual([true, true]);
    await scene.root(`drop user ${scene.name}@localhost`);
    expect(await scene.accepts(current, next)).toEqual([true, false]);
  });

  it('names the entries there are when the policy names a host that is not among them', async () => {
    const current = await scene.create(scene.value(first), '%', 'localhost');
    await expect(scene.open({ current, admin, tags: { host: '10.+' } })).rejects.toMatchObject({
      code: 'policy-malformed',
      message: expect.stringContaining('%, localhost'),
    });
  });

  it('makes three logins of the account and one of the admin, none refused', async () => {
    const current = await scene.create(scene.value(first));
    await scene.rotate({ current, admin });
    expect(await scene.logins(scene.name)).toEqual({ accepted: 3, refused: 0 });
    expect(await scene.logins(admin.AccountName)).toEqual({ accepted: 1, refused: 0 });
  });

  it('goes on with a second account where an earlier attempt has begun with it', async () => {
    await scene.root(`grant all on *.* to ${admin.AccountName}@'%' with grant option`);
    const current = await scene.create(scene.value(first));
    const pending = scene.value('Pending-Secret-2', `${scene.name}_rt`);
    await using service = await scene.open({ current, pending, admin });
    await service.set(pending, false);
    await service.prove(pending);
    expect(await scene.accepts(current, pending)).toEqual([true, true]);
  });
});

describe.each(engines('mysql'))('two passwords set by the account itself on $engine', (server) => {
  let scene: Scene;
  let current: DatabaseSecret;
  beforeEach(async () => {
    scene = await Scene.on(server);
    current = await scene.create(scene.value(first));
    await scene.root(`grant application_password_admin on *.* to ${scene.name}@'%'`);
  });
  afterEach(() => scene.drop());

  it('accepts the old and the new password after set, and after set is repeated', async () => {
    await using service = await scene.open({ current });
    expect(service.strategy).toBe('dual-password');
    const next = await service.next();
    await service.set(next, true);
    await service.set(next, false);
    await service.set(next, false);
    expect(await scene.accepts(current, next)).toEqual([true, true]);
    await service.prove(next);
  });

  it('says that other entries of the name cannot be seen', async () => {
    await using service = await scene.open({ current });
    expect(service.reason).toContain(
      `\`${scene.name}\`@\`%\` changes its own password, and cannot see its other entries`,
    );
  });

  it('keeps the current password when an abandoned attempt had set another', async () => {
    const abandoned = await scene.rotate({ current });
    const next = await scene.rotate({ current });
    expect(await scene.accepts(current, abandoned, next)).toEqual([true, false, true]);
  });

  it('makes three logins in all, none refused, and two where an earlier attempt came as far as set', async () => {
    const next = await scene.rotate({ current });
    expect(await scene.logins(scene.name)).toEqual({ accepted: 3, refused: 0 });
    await using service = await scene.open({ current, pending: next });
    await service.set(next, false);
    await service.prove(next);
    expect(await scene.logins(scene.name)).toEqual({ accepted: 5, refused: 0 });
  });

  it('changes nothing where only the pending value lets it in', async () => {
    const pending = await scene.rotate({ current });
    await using service = await scene.open({ current: scene.value('Drifted-Secret-3'), pending });
    await service.set(pending, false);
    await service.prove(pending);
    expect(await scene.accepts(current, pending)).toEqual([true, true]);
  });

  it('may have the privilege by a role', async () => {
    const role = `${scene.name}_role`;
    await scene.root(
      `revoke application_password_admin on *.* from ${scene.name}@'%'`,
      `create role ${role}`,
      `grant application_password_admin on *.* to ${role}`,
      `grant ${role} to ${scene.name}@'%'`,
      `set default role ${role} to ${scene.name}@'%'`,
    );
    const next = await scene.rotate({ current });
    expect(await scene.accepts(current, next)).toEqual([true, true]);
  });

  it('works with a server that wants the present password named', async () => {
    await scene.root(`alter user ${scene.name}@'%' password require current`);
    await using service = await scene.open({ current });
    const next = await service.next();
    await service.set(next, true);
    await service.set(next, false);
    expect(await scene.accepts(current, next)).toEqual([true, true]);
  });

  it('prints the grant when the privilege is missing', async () => {
    await scene.root(`revoke application_password_admin on *.* from ${scene.name}@'%'`);
    const opening = scene.open({ current, tags: { strategy: 'dual-password' } });
    await expect(opening).rejects.toMatchObject({
      code: 'privilege-missing',
      fix: `grant application_password_admin on *.* to \`${scene.name}\`@\`%\`;`,
    });
  });
});

describe.each(engines('mysql'))('a password history on $engine', (server) => {
  it('does not stop an admin, whether or not an earlier attempt came as far as set', async () => {
    const scene = await Scene.on(server);
    const admin = await scene.createAdmin('create user', 'select');
    const current = await scene.create(scene.value(first));
    await scene.root(
      `alter user ${scene.name}@'%' password history 5`,
      `alter user ${scene.name}@'%' identified by '${first}'`,
    );
    const next = await scene.rotate({ current, admin });
    await using service = await scene.open({ current, pending: next, admin });
    await service.set(next, false);
    expect(await scene.accepts(current, next)).toEqual([true, true]);
    await scene.drop();
  });

  describe('does not stop the account itself', () => {
    let scene: Scene;
    let current: DatabaseSecret;
    beforeEach(async () => {
      scene = await Scene.on(server);
      const previous = await scene.create(scene.value('Previous-Secret-0'));
      await scene.root(
        `grant application_password_admin on *.* to ${scene.name}@'%'`,
        `alter user ${scene.name}@'%' password history 5`,
      );
      current = await scene.rotate({ current: previous });
    });
    afterEach(() => scene.drop());

    it('where an earlier attempt came as far as set', async () => {
      const next = await scene.rotate({ current });
      await using service = await scene.open({ current, pending: next });
      await service.set(next, false);
      await service.set(next, false);
      await service.prove(next);
      expect(await scene.accepts(current, next)).toEqual([true, true]);
    });

    it('where an abandoned attempt had set another', async () => {
      const abandoned = await scene.rotate({ current });
      const next = await scene.rotate({ current });
      expect(await scene.accepts(current, abandoned, next)).toEqual([true, false, true]);
    });

    it('from refusing a value that the account has had, and has no more', async () => {
      const second = await scene.rotate({ current });
      await scene.rotate({ current: second, previous: current });
      await using service = await scene.open({ current: second, pending: current });
      await expect(service.set(current, false)).rejects.toMatchObject({ code: 'password-rejected' });
    });
  });
});

describe.each(engines('mysql'))('a password policy of $engine that the current password breaks', () => {
  it('does not stop an admin, and the current password is kept however often set is repeated', async () => {
    await using server = await startMysql();
    const scene = await Scene.on(server);
    const admin = await scene.createAdmin('create user', 'select');
    const current = await scene.create(scene.value('weak'));
    await scene.root(`install component 'file://component_validate_password'`);
    const next = scene.value('A-Strong-Secret-2');
    await using service = await scene.open({ current, admin });
    await service.set(next, true);
    await service.set(next, false);
    await service.set(next, false);
    expect(await scene.accepts(current, next)).toEqual([true, true]);
  });
});
