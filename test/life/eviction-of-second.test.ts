import { describe, expect, it } from 'vitest';
import { NotEvicted } from '../../shared/rotation/errors.ts';
import { engines } from '../servers/running.ts';
import type { ServerAddress } from '../servers/server.ts';
import { startCloud } from '../stand/cloud.ts';
import { asAdmin, login, openSession } from '../stand/login.ts';
import { evict } from '../stand/rotate.ts';
import { prepare, type Setting, settings } from '../stand/settings.ts';

const unknown = 'Thief-1_has_it';

async function begin(server: ServerAddress, strategy: Setting['strategy'], actor: Setting['actor']) {
  const setting = settings.find(
    (one) => one.engine === server.engine && one.strategy === strategy && one.actor === actor,
  );
  if (setting === undefined) return expect.unreachable();
  const cloud = await startCloud(server.certificateAuthorityFile);
  const { secret, account, admin } = await prepare(cloud, server, setting);
  return {
    account,
    admin,
    root: (statement: string) => asAdmin(server, (query) => query(statement)),
    evict: () => evict(cloud, setting.type, secret),
    lets: async () => (await login(server, { ...account, password: unknown })) === undefined,
    [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose](),
  };
}

const gapsOf = (asked: Promise<unknown>) =>
  asked.then(
    () => expect.unreachable(),
    (error) => (error instanceof NotEvicted ? (error.evidence?.Gaps ?? []).join() : Promise.reject(error)),
  );

describe.each(engines('mysql'))('a second password on $engine that no version knows', (server) => {
  /** The thief's is the one that is retained. */
  const plant = async ({ account, root }: Awaited<ReturnType<typeof begin>>) => {
    await root(`alter user '${account.user}'@'%' identified by '${unknown}'`);
    await root(
      `alter user '${account.user}'@'%' identified by '${account.password}' retain current password`,
    );
  };

  it('is taken away where the account may', async () => {
    await using scene = await begin(server, 'single-user', 'itself');
    await plant(scene);
    await scene.root(`grant application_password_admin on *.* to '${scene.account.user}'@'%'`);
    expect((await scene.evict()).Outcome).toBe('evicted');
    expect(await scene.lets()).toBe(false);
  });

  it('is a gap where the account may not, with the grant', async () => {
    await using scene = await begin(server, 'single-user', 'itself');
    await scene.root(`revoke all, grant option from '${scene.account.user}'@'%'`);
    await scene.root(`grant select on ${scene.account.user}.* to '${scene.account.user}'@'%'`);
    await plant(scene);
    expect(await gapsOf(scene.evict())).toContain(
      `grant application_password_admin on *.* to \`${scene.account.user}\`@\`%\`;`,
    );
    expect(await scene.lets()).toBe(true);
  });
});

describe.each(engines('mariadb'))('a second authentication on $engine that no version knows', (server) => {
  const plant = async ({ account, root }: Awaited<ReturnType<typeof begin>>) =>
    root(`alter user '${account.user}'@'%' identified
      via mysql_native_password using password('${account.password}')
      or mysql_native_password using password('${unknown}')`);

  it('is taken away by an admin', async () => {
    await using scene = await begin(server, 'dual-password', 'admin');
    await plant(scene);
    expect((await scene.evict()).Outcome).toBe('evicted');
    expect(await scene.lets()).toBe(false);
  });

  it('is a gap where the account acts itself', async () => {
    await using scene = await begin(server, 'single-user', 'itself');
    await plant(scene);
    if (await gapsOf(scene.evict()).then(Boolean)) expect(await scene.lets()).toBe(true);
  });
});

describe.each(engines('mysql', 'mariadb'))('an account on $engine whose places are full', (server) => {
  it('is emptied by the admin, who may end connections', async () => {
    await using scene = await begin(server, 'dual-password', 'admin');
    const { account, admin, root } = scene;
    const ending = server.engine === 'mysql' ? 'connection_admin' : 'connection admin';
    await root(`grant ${ending} on *.* to '${admin.user}'@'%'`);
    await root(`alter user '${account.user}'@'%' with max_user_connections 2`);
    await using one = await openSession(server, account);
    await using other = await openSession(server, account);
    expect((await scene.evict()).Outcome).toBe('evicted');
    expect([await one.answers(), await other.answers()]).toEqual([false, false]);
  });
});
