import { describe, expect, it } from 'vitest';
import { NotEvicted } from '../../../shared/engine/rotation/errors.ts';
import { engines, families } from '../../support/servers/running.ts';
import type { ServerAddress } from '../../support/servers/server.ts';
import { startCloud } from '../../support/stand/cloud.ts';
import { currentLogin } from '../../support/stand/current-login.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { asAdmin, type Login, openSession, session } from '../../support/stand/login.ts';
import { evict, rotate } from '../../support/stand/rotate.ts';
import { prepare, type Setting, settings } from '../../support/stand/settings.ts';
import { stretched } from '../../support/stand/stretched.ts';

const type = 'rds-mysql';

async function begin(server: ServerAddress, strategy: Setting['strategy'], actor: Setting['actor']) {
  const setting = settings.find((one) => one.engine === server.engine && one.strategy === strategy);
  if (setting === undefined) return expect.unreachable();
  const cloud = await startCloud(server.certificateAuthorityFile);
  const isTurn = strategy === 'alternating-users';
  const { secret, account, admin } = await prepare(cloud, server, {
    ...setting,
    actor: isTurn ? 'admin' : actor,
  });
  if (isTurn && actor === 'itself') {
    await rotate(cloud, type, secret);
    await cloud.call('UntagResource', { SecretName: secret, TagKeys: '["rotation:admin-secret"]' });
  }
  return {
    secret,
    account,
    admin,
    cloud,
    root: (statement: string) => asAdmin(server, (query) => query(statement)),
    current: () => currentLogin(cloud, secret),
    nameAdmin: async () => {
      const { host: Endpoint, port: Port } = server;
      const named = { AccountName: admin.user, AccountPassword: admin.password, Endpoint, Port };
      await cloud.createSecret(`${secret}-admin`, named);
      await cloud.tag(secret, { 'rotation:admin-secret': `${secret}-admin` });
    },
    rotate: () => rotate(cloud, type, secret),
    evict: (named?: string) => evict(cloud, type, secret, named === undefined ? {} : { account: named }),
    [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose](),
  };
}

type Scene = Awaited<ReturnType<typeof begin>>;

/** What an emergency by the account itself says that nobody here may do. */
const adminWho = (needs: string) => `name an admin in the tag rotation:admin-secret, who needs ${needs}`;

/** What is left to do, and what was not looked at. */
const told = (asked: ReturnType<typeof evict>) =>
  asked.then(
    ({ Outcome, Evidence }) => ({ outcome: Outcome, gaps: Evidence?.Gaps, unchecked: Evidence?.Unchecked }),
    (error) =>
      error instanceof NotEvicted
        ? { outcome: error.code, gaps: error.evidence?.Gaps, unchecked: error.evidence?.Unchecked }
        : Promise.reject(error),
  );

describe.each(engines('mysql', 'mariadb'))('who has changed the password on $engine $version', (server) => {
  const stolen = 'Thief-1_has_it';
  const change =
    server.engine === 'mysql'
      ? `alter user user() identified by '${stolen}'`
      : `set password = password('${stolen}')`;

  it('is no success while the admin cannot see the sessions of the other account', async () => {
    await using scene = await begin(server, 'alternating-users', 'admin');
    const { account, admin } = scene;
    const { user } = account;
    await scene.root(`revoke process on *.* from '${admin.user}'@'%'`);
    await session(server, account, (query) => query(change));
    await using thief = await openSession(server, { user, password: stolen });
    const { outcome, gaps } = await told(scene.evict(user));
    expect(outcome).toBe('not-evicted');
    const right = server.engine === 'mysql' ? 'connection_admin' : 'connection admin';
    const grant = `grant process, ${right} on *.* to \`${admin.user}\`@\`%\`;`;
    expect(gaps?.join()).toContain(grant);
    expect(await thief.answers()).toBe(true);
    await scene.root(grant);
    expect(await told(scene.evict())).toMatchObject({ outcome: 'evicted', gaps: [] });
    expect(await thief.answers()).toBe(false);
  });

  it('is no success while nobody ends what he has set on the other account', async () => {
    await using scene = await begin(server, 'alternating-users', 'itself');
    const { user, password } = await scene.current();
    if (server.engine === 'mysql')
      for (const name of [scene.account.user, user])
        await scene.root(`grant application_password_admin on *.* to '${name}'@'%'`);
    await session(server, { user, password }, (query) => query(change));
    await using thief = await openSession(server, { user, password: stolen });
    const { outcome, gaps } = await told(scene.evict());
    expect(outcome).toBe('not-evicted');
    expect(gaps?.join()).toContain('rotation:admin-secret');
    expect(await thief.answers()).toBe(true);
  });
});

describe.each(engines('mysql', 'mariadb'))('another entry of the name on $engine $version', (server) => {
  const elsewhere = (name: string) => `\`${name}\`@\`10.0.%\``;
  const plant = ({ root, account }: Scene, name: string) =>
    root(`create user ${elsewhere(name)} identified by '${account.password}'`);
  const strategies = [
    { strategy: 'dual-password', second: '' },
    { strategy: 'alternating-users', second: '' },
    { strategy: 'alternating-users', second: '_rt' },
  ] as const;

  it.each(strategies.slice(exhaustive ? 0 : 1))(
    'is no success while it lets in beside the one that the policy names: $strategy, app$second',
    async ({ strategy, second }) => {
      await using scene = await begin(server, strategy, 'admin');
      const { cloud, secret, account } = scene;
      await cloud.tag(secret, { 'rotation:host': '+' });
      await plant(scene, `${account.user}${second}`);
      const lock = `alter user ${elsewhere(`${account.user}${second}`)} account lock;`;
      const { outcome, gaps } = await told(scene.evict());
      expect(outcome).toBe('not-evicted');
      expect(gaps?.join()).toContain(lock);
      await scene.root(lock);
      expect(await told(scene.evict())).toMatchObject({ outcome: 'evicted', gaps: [] });
    },
  );

  if (server.engine === 'mariadb')
    it('is none that a password opens where the server knows whoever comes by its socket', async () => {
      await using scene = await begin(server, 'dual-password', 'admin');
      const { cloud, secret, account } = scene;
      await cloud.tag(secret, { 'rotation:host': '+' });
      await scene.root(`create user ${elsewhere(account.user)} identified via unix_socket`);
      expect(await told(scene.evict())).toMatchObject({ outcome: 'evicted', gaps: [] });
      await scene.root(
        `alter user ${elsewhere(account.user)} identified via unix_socket or mysql_native_password using password('${account.password}')`,
      );
      expect((await told(scene.evict())).gaps?.join()).toContain('the other entry ');
    });

  it('is unchecked where the account that acts itself cannot see it, with who could', async () => {
    await using scene = await begin(server, 'single-user', 'itself');
    const { user } = scene.account;
    if (server.engine === 'mysql')
      await scene.root(`grant application_password_admin on *.* to '${user}'@'%'`);
    await plant(scene, user);
    const seer = adminWho('select on mysql.*');
    const blind = await told(scene.evict());
    expect(blind.unchecked?.join()).toContain(seer);
    await scene.root(`grant select on mysql.* to '${user}'@'%'`);
    const seen = await told(scene.evict());
    expect(seen.outcome).toBe('not-evicted');
    expect(seen.gaps?.join()).toContain(elsewhere(user));
    await scene.root(`drop user ${elsewhere(user)}`);
    const { outcome, unchecked = [] } = await told(scene.evict());
    expect(outcome).toBe('evicted');
    expect(unchecked.join()).not.toContain(seer);
  });
});

describe.each(engines('mysql', 'mariadb'))('the account that has leaked on $engine $version', (server) => {
  const secondMethod = `via mysql_native_password using password('Thief-1_has_it') or mysql_native_password using password`;

  it('is not to be given any right: the admin who is to be named finds the rest', async () => {
    await using scene = await begin(server, 'single-user', 'itself');
    const { user, password } = scene.account;
    if (server.engine === 'mysql')
      await scene.root(`revoke application_password_admin on *.* from '${user}'@'%'`);
    else await scene.root(`alter user '${user}'@'%' identified ${secondMethod}('${password}')`);
    const first = await told(scene.evict());
    expect(first.outcome).toBe('not-evicted');
    const said = [...(first.gaps ?? []), ...(first.unchecked ?? [])].join('\n');
    expect(said).not.toMatch(/grant /i);
    const rights = ['process on *.*', 'select on mysql.*', 'create user on *.*'];
    for (const right of server.engine === 'mysql' ? [...rights, 'xa_recover_admin on *.*'] : rights)
      expect(said).toContain(adminWho(right));
    await scene.nameAdmin();
    if (server.engine === 'mysql')
      await scene.root(`grant xa_recover_admin on *.* to '${scene.admin.user}'@'%'`);
    expect(await told(scene.evict())).toEqual({ outcome: 'evicted', gaps: [], unchecked: undefined });
  });

  it('is not to be given the right that a strategy lacks', async () => {
    await using scene = await begin(server, 'dual-password', 'itself');
    const { user } = scene.account;
    if (server.engine === 'mysql')
      await scene.root(`revoke application_password_admin on *.* from '${user}'@'%'`);
    const fix = adminWho('create user on *.*');
    await expect(scene.evict()).rejects.toMatchObject({ code: 'privilege-missing', fix });
    await scene.nameAdmin();
    expect(await told(scene.evict())).toMatchObject({ outcome: 'evicted', gaps: [] });
  });
});

describe.each(engines('mysql', 'mariadb'))('an event of the account on $engine $version', (server) => {
  const takeBack = ({ user, password }: Login) =>
    server.engine === 'mysql'
      ? `/*! alter*//*!50000user*/ '${user}'@'%' identified by '${password}'`
      : `set password = password('${password}')`;
  /** Made by whoever has leaked the account; it would run long after the test is over. */
  const plant = async (
    { root, account, current }: Scene,
    work: (account: Login) => string,
    begin = 'every 1 hour starts current_timestamp + interval 1 hour',
  ) => {
    const leaked = await current();
    await root(`grant event on ${account.user}.* to '${leaked.user}'@'%'`);
    await session(server, leaked, (query) =>
      query(`create event ${account.user}.tidy on schedule ${begin} do ${work(leaked)}`),
    );
  };
  const statusOf = async ({ root, account }: Scene) =>
    JSON.stringify(
      await root(`select status as s from information_schema.events where event_schema = '${account.user}'`),
    );
  const cases = [
    ['dual-password', 'admin'],
    ['alternating-users', 'admin'],
    ['alternating-users', 'itself'],
    ['single-user', 'itself'],
  ] as const;

  it.each(exhaustive ? cases : cases.slice(0, server.engine === 'mysql' ? 3 : 1))(
    'that could take the password back is disabled, with %s by %s',
    async (strategy, actor) => {
      await using scene = await begin(server, strategy, actor);
      if (actor === 'itself' && server.engine === 'mysql')
        for (const name of [scene.account.user, (await scene.current()).user])
          await scene.root(`grant application_password_admin on *.* to '${name}'@'%'`);
      if (strategy === 'alternating-users' && actor === 'itself')
        await scene.root(`grant event on ${scene.account.user}.* to '${scene.account.user}'@'%'`);
      await plant(scene, takeBack);
      expect(await told(scene.evict())).toMatchObject({ outcome: 'evicted', gaps: [] });
      expect(await statusOf(scene)).toContain('DISABLED');
    },
  );

  if (server.engine === 'mysql')
    it.each([
      ['dual-password', 'admin'],
      ['single-user', 'itself'],
    ] as const)('that is under way is ended, with %s by %s', async (strategy, actor) => {
      await using scene = await begin(server, strategy, actor);
      const { user } = scene.account;
      if (actor === 'itself') await scene.root(`grant application_password_admin on *.* to '${user}'@'%'`);
      const sleeping = (account: Login) => `begin do sleep(1000); ${takeBack(account)}; end`;
      await plant(scene, sleeping, 'at current_timestamp');
      const running = () =>
        scene.root(
          `select 1 from information_schema.processlist where user = '${user}' and info like '%sleep%'`,
        );
      await expect.poll(running).toHaveLength(1);
      const seer = adminWho('process on *.*');
      const before = actor === 'admin' ? undefined : await told(scene.evict());
      if (before) expect(before.unchecked?.join()).toContain(seer);
      if (before) await scene.root(`grant process on *.* to '${user}'@'%'`);
      const { outcome, unchecked } = await told(scene.evict());
      expect(outcome).toBe('evicted');
      expect(unchecked?.join()).not.toContain(seer);
      await expect.poll(running, { timeout: stretched(10_000) }).toEqual([]);
    });

  it('that was disabled is named where the new value cannot be proven', async () => {
    await using scene = await begin(server, 'dual-password', 'admin');
    const { cloud, secret, account } = scene;
    await plant(scene, takeBack);
    cloud.configure({ probe: { [secret]: 'select * from nowhere' } });
    await expect(scene.evict()).rejects.toMatchObject({
      aftermath: 'applied',
      message: expect.stringContaining(`disabled: \`${account.user}\`.\`tidy\``),
    });
    expect(await statusOf(scene)).toContain('DISABLED');
  });

  it('that only does other work goes on, and is left to be looked at', async () => {
    await using scene = await begin(server, 'dual-password', 'admin');
    await scene.root(`create table ${scene.account.user}.users (a int)`);
    await plant(scene, ({ user }) => `delete from ${user}.users`);
    const { outcome, unchecked } = await told(scene.evict());
    expect(outcome).toBe('evicted');
    expect(unchecked?.join()).toContain(`drop event \`${scene.account.user}\`.\`tidy\``);
    expect(await statusOf(scene)).toContain('ENABLED');
  });

  it('of another entry of the name is somebody else’s, and goes on', async () => {
    await using scene = await begin(server, 'dual-password', 'admin');
    const { user } = scene.account;
    await scene.cloud.tag(scene.secret, { 'rotation:host': '+' });
    await scene.root(`create user '${user}'@'10.2.0.1' identified by 'Of-another-one-1' account lock`);
    await scene.root(
      `create definer = '${user}'@'10.2.0.1' event ${user}.nightly on schedule every 1 hour starts current_timestamp + interval 1 hour do call ${user}.nothing()`,
    );
    expect(await told(scene.evict())).toMatchObject({ outcome: 'evicted', gaps: [] });
    expect(await statusOf(scene)).toContain('ENABLED');
  });

  it('is unchecked where the admin may not see it, with the grant', async () => {
    await using scene = await begin(server, 'dual-password', 'admin');
    const { user } = scene.admin;
    await scene.root(`revoke event on *.* from '${user}'@'%'`);
    await plant(scene, takeBack);
    const grant = `grant event on *.* to \`${user}\`@\`%\`;`;
    expect((await told(scene.evict())).unchecked?.join()).toContain(grant);
    await scene.root(grant);
    expect(await told(scene.evict())).toMatchObject({ outcome: 'evicted', gaps: [] });
    expect(await statusOf(scene)).toContain('DISABLED');
  });
});

describe.each(families('mysql', 'mariadb'))(
  'a right on what a thief has dropped on $engine $version',
  (server) => {
    it.each([
      ['table', 'select'],
      ['column', 'select (a)'],
    ])('does not stop an emergency, and is told: a %s', async (_, right) => {
      await using scene = await begin(server, 'alternating-users', 'admin');
      const { root, account } = scene;
      const { user } = account;
      await root(`create table ${user}.orders (a int, b int)`);
      await root(`grant ${right} on ${user}.orders to '${user}'@'%'`);
      await root(`drop table ${user}.orders`);
      const { outcome, unchecked } = await told(scene.evict());
      expect(outcome).toBe('evicted');
      const grant = /grant [^;]*orders[^;]*;/i.exec(unchecked?.join() ?? '')?.[0] ?? '';
      await root(`create table ${user}.orders (a int, b int)`);
      await root(grant);
      const granted = async (name: string) =>
        JSON.stringify(
          (await root(`show grants for '${name}'@'%'`)).flatMap((row) => Object.values(Object(row))),
        );
      expect((await scene.current()).user).toBe(`${user}_rt`);
      expect(await granted(`${user}_rt`)).toMatch(/orders/);
      expect((await scene.rotate()).Outcome).toBe('rotated');
    });
  },
);
