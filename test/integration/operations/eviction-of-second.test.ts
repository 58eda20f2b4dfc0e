import { describe, expect, it } from 'vitest';
import { NotEvicted } from '../../../shared/engine/rotation/errors.ts';
import { engines } from '../../support/servers/running.ts';
import type { ServerAddress } from '../../support/servers/server.ts';
import { startCloud } from '../../support/stand/cloud.ts';
import { currentLogin } from '../../support/stand/current-login.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { asAdmin, type Login, login } from '../../support/stand/login.ts';
import { evict, rotate } from '../../support/stand/rotate.ts';
import { prepare, type Setting, settings } from '../../support/stand/settings.ts';

const unknown = 'Thief-1_has_it';
/** The account that has leaked is not to be given the right itself. */
const adminWho = 'name an admin in the tag rotation:admin-secret, who needs create user';

async function begin(server: ServerAddress, strategy: Setting['strategy'], actor: Setting['actor']) {
  const setting = settings.find((one) => one.engine === server.engine && one.strategy === strategy);
  if (setting === undefined) return expect.unreachable();
  const cloud = await startCloud(server.certificateAuthorityFile);
  const isTurn = strategy === 'alternating-users';
  const prepared = await prepare(cloud, server, { ...setting, actor: isTurn ? 'admin' : actor });
  const { secret, account, admin } = prepared;
  if (isTurn && actor === 'itself') {
    await rotate(cloud, setting.type, secret);
    await cloud.call('UntagResource', { SecretName: secret, TagKeys: '["rotation:admin-secret"]' });
  }
  return {
    account,
    admin,
    current: () => currentLogin(cloud, secret),
    root: (statement: string) => asAdmin(server, (query) => query(statement)),
    evict: (named?: string) => evict(cloud, setting.type, secret, named ? { account: named } : {}),
    lets: async (user = account.user) => (await login(server, { user, password: unknown })) === undefined,
    [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose](),
  };
}

type Scene = Awaited<ReturnType<typeof begin>>;

/** What is left to do; nothing where everybody was evicted. */
const gapsOf = (asked: Promise<{ readonly Outcome: string }>) =>
  asked.then(
    ({ Outcome }) => (Outcome === 'evicted' ? '' : Outcome),
    (error) => (error instanceof NotEvicted ? (error.evidence?.Gaps ?? []).join() : Promise.reject(error)),
  );

describe.each(engines('mysql'))('a second password on $engine $version that no version knows', (server) => {
  /** The thief's is the one that is retained. */
  const plant = async ({ root }: Scene, { user, password }: Login) => {
    await root(`alter user '${user}'@'%' identified by '${unknown}'`);
    await root(`alter user '${user}'@'%' identified by '${password}' retain current password`);
  };

  it.each([
    ['dual-password', 'admin'],
    ['dual-password', 'itself'],
    ['single-user', 'itself'],
    ['alternating-users', 'admin'],
  ] as const)('is taken away with %s by %s', async (strategy, actor) => {
    await using scene = await begin(server, strategy, actor);
    await plant(scene, scene.account);
    expect(await scene.lets()).toBe(true);
    expect(await gapsOf(scene.evict())).toBe('');
    expect(await scene.lets()).toBe(false);
    expect(await login(server, await scene.current())).toBeUndefined();
  });

  it.each([true, false].slice(exhaustive ? 0 : 1))(
    'is taken away from both accounts that act themselves, where they may: %s',
    async (may) => {
      await using scene = await begin(server, 'alternating-users', 'itself');
      const second = `${scene.account.user}_rt`;
      for (const user of [scene.account.user, second])
        await scene.root(
          `${may ? 'grant' : 'revoke'} application_password_admin on *.* ${may ? 'to' : 'from'} '${user}'@'%'`,
        );
      const { user, password } = await scene.current();
      await plant(scene, { user, password });
      await plant(scene, scene.account);
      const gaps = await gapsOf(scene.evict());
      for (const name of [scene.account.user, second]) {
        if (!may) expect(gaps).toMatch(new RegExp(`\`${name}\`@[^;]* second password [^;]*: ${adminWho}`));
        expect(await scene.lets(name)).toBe(!may);
      }
      if (may) expect(gaps).toBe('');
    },
  );

  it.each(['keeps', 'keeps no'])(
    'is a gap, with who could end it, where the account may not and %s second',
    async (kept) => {
      await using scene = await begin(server, 'single-user', 'itself');
      const { user } = scene.account;
      await scene.root(`revoke application_password_admin on *.* from '${user}'@'%'`);
      if (kept === 'keeps') await plant(scene, scene.account);
      expect(await gapsOf(scene.evict())).toContain(adminWho);
      expect(await scene.lets()).toBe(kept === 'keeps');
      await scene.root(`grant select on mysql.user to '${user}'@'%'`);
      const gaps = await gapsOf(scene.evict());
      if (kept === 'keeps') expect(gaps).toContain(adminWho);
      else expect(gaps).toBe('');
      await scene.root(`grant application_password_admin on *.* to '${user}'@'%'`);
      expect(await gapsOf(scene.evict())).toBe('');
      expect(await scene.lets()).toBe(false);
    },
  );

  it('is seen by an admin where the account remembers its passwords', async () => {
    await using scene = await begin(server, 'dual-password', 'admin');
    await plant(scene, scene.account);
    await scene.root(`alter user '${scene.account.user}'@'%' password history 5`);
    expect(await gapsOf(scene.evict())).toBe('');
    expect(await scene.lets()).toBe(false);
  });
});

describe.each(engines('mysql'))('a second factor on $engine $version', (server) => {
  it.each((['dual-password', 'alternating-users', 'single-user'] as const).slice(exhaustive ? 0 : 2))(
    'is told before anything is changed, with %s by an admin',
    async (strategy) => {
      await using scene = await begin(server, strategy, 'admin');
      const { user } = scene.account;
      await scene.root(`install plugin auth_socket soname 'auth_socket.so'`).catch(() => {});
      await scene.root(`alter user '${user}'@'%' add 2 factor identified with auth_socket`);
      try {
        await expect(scene.evict(user)).rejects.toMatchObject({
          code: 'strategy-unavailable',
          aftermath: 'untouched',
          message: expect.stringContaining('drop 2 factor'),
        });
      } finally {
        await scene.root(`alter user '${user}'@'%' drop 2 factor`);
      }
      expect(await login(server, scene.account)).toBeUndefined();
    },
  );
});

describe.each(engines('mariadb'))(
  'a second authentication on $engine $version that no version knows',
  (server) => {
    const native = (password: string) => `mysql_native_password using password('${password}')`;
    const plant = ({ root }: Scene, { user, password }: Login, more = '') =>
      root(`alter user '${user}'@'%' identified via ${native(password)} or ${native(unknown)} ${more}`);

    it.each([
      ['dual-password', ''],
      ['alternating-users', ''],
      ['single-user', ''],
      ['dual-password', 'or unix_socket'],
    ] as const)('is taken away with %s by an admin: %s', async (strategy, more) => {
      await using scene = await begin(server, strategy, 'admin');
      await plant(scene, scene.account, more);
      expect(await gapsOf(scene.evict())).toBe('');
      expect(await scene.lets()).toBe(false);
      expect(await login(server, await scene.current())).toBeUndefined();
    });

    it.each(['single-user', 'alternating-users'] as const)(
      'is a gap with %s where the account acts itself, until it has the right',
      async (strategy) => {
        await using scene = await begin(server, strategy, 'itself');
        await plant(scene, scene.account);
        const { user } = scene.account;
        const grant = (name: string) => `grant create user on *.* to \`${name}\`@\`%\`;`;
        expect(await gapsOf(scene.evict())).toContain(adminWho);
        expect(await scene.lets()).toBe(true);
        await scene.root(grant(user));
        if (strategy === 'alternating-users') await scene.root(grant(`${user}_rt`));
        expect(await gapsOf(scene.evict())).toBe('');
        expect(await scene.lets()).toBe(false);
      },
    );
  },
);
