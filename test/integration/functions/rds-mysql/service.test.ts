import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDeadline } from '../../../../shared/runtime/deadline.ts';
import type { DatabaseSecret } from '../../../../shared/services/database/database-secret.ts';
import { families } from '../../../support/servers/running.ts';
import { Scene } from './scene.ts';

const first = 'First-Secret-1';
const tags = { strategy: 'single-user' };

/** The configuration in which the statement is the probe of every secret. */
const probing = (statement: string) => ({ probe: { '*': statement } });

describe.each(families('mysql', 'mariadb'))('the open service on $engine', (server) => {
  let scene: Scene;
  let current: DatabaseSecret;
  beforeEach(async () => {
    scene = await Scene.on(server);
    current = await scene.create(scene.value(first));
  });
  afterEach(() => scene.drop());

  it('is busy for a second rotation of the same secret, and open once the first has ended', async () => {
    const service = await scene.open({ current, tags });
    using deadline = startDeadline(2_000, 0);
    await expect(scene.open({ current, tags, signal: deadline.signal })).rejects.toMatchObject({
      code: 'busy',
    });
    await service[Symbol.asyncDispose]();
    await using second = await scene.open({ current, tags });
    await second.confirmLock();
  });

  it('says that the lock is lost when the server has ended its session', async () => {
    await using service = await scene.open({ current, tags });
    const rows = await scene.root(
      `select id as i from information_schema.processlist where user = '${scene.name}'`,
    );
    for (const { i } of rows) await scene.root(`kill ${i}`);
    await expect(service.confirmLock()).rejects.toMatchObject({ code: 'busy' });
  });

  it('leaves no session behind, whatever came of it', async () => {
    const service = await scene.open({ current, tags });
    const next = await service.next();
    await service.set(next, true);
    await service.prove(next);
    await expect(service.prove(scene.value('Wrong-Secret-1'))).rejects.toMatchObject({ code: 'refused' });
    await service[Symbol.asyncDispose]();
    await expect(scene.open({ current: next, tags: { strategy: 'dual-password' } })).rejects.toThrow();
    const sessions = () =>
      scene.root(`select id from information_schema.processlist where user = '${scene.name}'`);
    await expect.poll(sessions).toEqual([]);
  });

  it('makes passwords that RDS takes, 8 to 32 characters of its list', async () => {
    await using service = await scene.open({ current, tags });
    const { AccountPassword, AccountName } = await service.next();
    expect(AccountPassword.reveal()).toMatch(/^[\w!@#$%^&*()+=-]{8,32}$/);
    expect(AccountName).toBe(scene.name);
  });

  it('runs the probe as an application does, in the database of the secret', async () => {
    await scene.root(
      `create database ${scene.name}`,
      `create table ${scene.name}.orders (id int)`,
      `grant select, insert on ${scene.name}.* to ${scene.name}@'%'`,
    );
    const inDatabase = scene.value(first, scene.name, { DBName: scene.name });
    await scene.rotate({ current: inDatabase, tags, said: probing('select id from orders') });
    expect(await scene.root(`select * from ${scene.name}.orders`)).toEqual([]);
  });

  it('says what the probe lacks, and when it is no statement', async () => {
    await scene.root(`create database ${scene.name}`, `create table ${scene.name}.orders (id int)`);
    await using service = await scene.open({
      current,
      tags,
      said: probing(`select * from ${scene.name}.orders`),
    });
    await expect(service.prove(current)).rejects.toMatchObject({ code: 'privilege-missing' });
    await service[Symbol.asyncDispose]();
    await using nonsense = await scene.open({ current, tags, said: probing('selekt') });
    await expect(nonsense.prove(current)).rejects.toMatchObject({
      code: 'policy-malformed',
      message: expect.stringContaining('the probe'),
    });
  });
});
