import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startMysql } from '../../../support/servers/mysql.ts';
import { engines } from '../../../support/servers/running.ts';
import { Scene } from './scene.ts';

const first = 'First-Secret-1';
const tags = { strategy: 'single-user' };

describe.each(engines('mysql', 'mariadb'))('one password on $engine', (server) => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await Scene.on(server);
  });
  afterEach(() => scene.drop());

  it('is replaced by the account itself, with no privilege and no refused login', async () => {
    const current = await scene.create(scene.value(first));
    const next = await scene.rotate({ current, tags });
    expect(await scene.logins(scene.name)).toEqual({ accepted: 3, refused: 0 });
    expect(await scene.accepts(current, next)).toEqual([false, true]);
  });

  it('is replaced by the admin from every host, and what was retained before it is dropped', async () => {
    const admin = await scene.createAdmin('create user', 'select');
    const current = await scene.create(scene.value(first), '%', 'localhost');
    const retained = await scene.rotate({ current, admin });
    const next = await scene.rotate({ current: retained, admin, tags });
    expect(await scene.accepts(current, retained, next)).toEqual([false, false, true]);
    await scene.root(`drop user ${scene.name}@localhost`);
    expect(await scene.accepts(current, retained, next)).toEqual([false, false, true]);
  });

  it('says that the two credentials do not overlap', async () => {
    const current = await scene.create(scene.value(first));
    await using service = await scene.open({ current, tags });
    expect(service).toMatchObject({ strategy: 'single-user', overlaps: false });
  });

  it('is gone on with by the pending value after a crash, at the price of one refused login', async () => {
    const current = await scene.create(scene.value(first));
    if (!scene.isMariadb) await scene.root(`alter user ${scene.name}@'%' password history 5`);
    const pending = await scene.rotate({ current, tags });
    await using service = await scene.open({ current, pending, tags });
    await service.set(pending, false);
    await service.prove(pending);
    expect(await scene.logins(scene.name)).toEqual({ accepted: 5, refused: 1 });
  });

  it('is set from the previous value where the current one is refused', async () => {
    const previous = await scene.create(scene.value(first));
    const current = scene.value('Never-Set-Secret-2');
    await using service = await scene.open({ current, previous, tags });
    const next = await service.next();
    await service.set(next, true);
    await service.prove(next);
    expect(await scene.logins(scene.name)).toEqual({ accepted: 3, refused: 1 });
  });

  it('is reported as refused once every known value is, each tried once', async () => {
    await scene.create(scene.value(first));
    const [current, pending, previous] = ['Two-Secret-2', 'Three-Secret-3', 'Four-Secret-4'].map((password) =>
      scene.value(password),
    );
    if (!current || !pending || !previous) return expect.unreachable();
    const opening = scene.open({ current, pending, previous, tags });
    await expect(opening).rejects.toMatchObject({ code: 'refused' });
    expect(await scene.logins(scene.name)).toEqual({ accepted: 0, refused: 3 });
  });
});

describe.each(engines('mysql'))('the password policy of $engine', () => {
  it('is what a rejected password is reported with, and the old one stays', async () => {
    await using server = await startMysql();
    const scene = await Scene.on(server);
    const current = await scene.create(scene.value(first));
    await scene.root(`install component 'file://component_validate_password'`);
    await using service = await scene.open({ current, tags });
    await expect(service.set(scene.value('weak'), true)).rejects.toMatchObject({ code: 'password-rejected' });
    expect(await scene.accepts(current)).toEqual([true]);
  });
});

describe.each(engines('mariadb'))('an account that logs in without a password on $engine', (server) => {
  it.each(['unix_socket', 'mysql_native_password or unix_socket'])('keeps %s', async (method) => {
    const scene = await Scene.on(server);
    const admin = await scene.createAdmin('create user', 'select');
    await scene.root(`create user ${scene.name}@'%' identified via ${method}`);
    for (const strategy of ['single-user', 'dual-password'])
      await expect(
        scene.rotate({ current: scene.value(first), named: scene.name, admin, tags: { strategy } }),
      ).rejects.toMatchObject({
        code: 'strategy-unavailable',
        message: expect.stringContaining('unix_socket'),
      });
    await scene.drop();
  });
});
