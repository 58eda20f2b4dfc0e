import { once } from 'node:events';
import { connect } from 'node:net';
import mysql from 'mysql2/promise';
import { afterAll, describe, expect, it } from 'vitest';
import { NotEvicted } from '../../../shared/engine/rotation/errors.ts';
import type { Evidence } from '../../../shared/engine/rotation/result.ts';
import { Sensitive } from '../../../shared/runtime/sensitive.ts';
import { dialling, logIn } from '../../../shared/services/mysql/connector.ts';
import { endSessions, listSessions, ownId } from '../../../shared/services/mysql/sessions.ts';
import { startMariadb } from '../../support/servers/mariadb.ts';
import { startMysql } from '../../support/servers/mysql.ts';
import { engines } from '../../support/servers/running.ts';
import type { ServerAddress } from '../../support/servers/server.ts';
import { startCloud } from '../../support/stand/cloud.ts';
import { currentLogin } from '../../support/stand/current-login.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { asAdmin, type Login, login } from '../../support/stand/login.ts';
import { evict, rotate } from '../../support/stand/rotate.ts';
import { prepare, type Setting, settings } from '../../support/stand/settings.ts';
import { stretched } from '../../support/stand/stretched.ts';
import { Thief } from '../../support/stand/thief.ts';

const type = 'rds-mysql';
const places = 6;

function thiefOf({ host, port, certificateAuthority: ca }: ServerAddress, { user, password }: Login) {
  return new Thief(async () => {
    const socket = connect({ host, port, noDelay: true });
    const gone = once(socket, 'close').then(() => {});
    const connection = await mysql.createConnection({ host, user, password, ssl: { ca }, stream: socket });
    connection.on('error', () => {});
    return { query: (statement) => connection.query(statement), gone, end: async () => connection.destroy() };
  });
}

const strategies = ['dual-password', 'alternating-users', 'single-user'] as const;
type Strategy = (typeof strategies)[number];

async function begin(server: ServerAddress, strategy: Strategy, actor: Setting['actor']) {
  const setting = settings.find((one) => one.engine === server.engine && one.strategy === strategy);
  if (setting === undefined) return expect.unreachable();
  const cloud = await startCloud(server.certificateAuthorityFile);
  const isTurn = strategy === 'alternating-users';
  const prepared = await prepare(cloud, server, { ...setting, actor: isTurn ? 'admin' : actor });
  const { secret, account, admin } = prepared;
  const root = (statement: string) => asAdmin(server, (query) => query(statement));
  const database = account.user;
  await root(`create table ${database}.orders (a int)`);
  await root(`create table ${database}.baskets (a int)`);
  await root(`grant lock tables, create on ${database}.* to '${account.user}'@'%'`);
  await cloud.tag(secret, { 'rotation:grace': '0m:accepted' });
  const names = isTurn ? [account.user, `${account.user}_rt`] : [account.user];
  if (isTurn) {
    // As the account: the current one is the second, when an admin acts too.
    await rotate(cloud, type, secret);
    if (actor === 'itself')
      await cloud.call('UntagResource', { SecretName: secret, TagKeys: '["rotation:admin-secret"]' });
    if (server.engine === 'mysql')
      for (const name of names) await root(`grant application_password_admin on *.* to '${name}'@'%'`);
  }
  // Whoever may read the accounts of the server can keep them locked as well.
  for (const name of names) await root(`grant select, lock tables on mysql.* to '${name}'@'%'`);
  for (const name of names) await root(`alter user '${name}'@'%' with max_user_connections ${places}`);
  return {
    server,
    secret,
    account,
    admin,
    root,
    database,
    limits: () =>
      Promise.all(names.map(async (name) => JSON.stringify(await root(`show create user '${name}'@'%'`)))),
    sessions: () =>
      root(
        `select 1 from information_schema.processlist where user like '${account.user}%' and user <> '${admin.user}'`,
      ),
    current: () => currentLogin(cloud, secret),
    evict: (named?: string) => evict(cloud, type, secret, named === undefined ? {} : { account: named }),
    [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose](),
  };
}

type Scene = Awaited<ReturnType<typeof begin>>;

/** Nothing but what a leaked value lets him do. */
async function attack(thief: Thief, { database, server }: Scene, locks = true): Promise<void> {
  const accounts = server.engine === 'mysql' ? 'user' : 'global_priv';
  await thief.hold(`lock tables ${database}.orders write`);
  // It would keep himself from changing his password.
  await thief.hold(locks ? `lock tables mysql.${accounts} read` : 'select 1');
  await thief.hold('start transaction', locks ? `select * from mysql.${accounts}` : 'select 1');
}

async function requireEvicted(scene: Scene, thief: Thief, leaked: Login): Promise<void> {
  const ended = Date.now();
  expect(thief.lastLogin).toBeLessThan(ended);
  expect(await login(scene.server, leaked)).toBeDefined();
  expect(await login(scene.server, await scene.current())).toBeUndefined();
  await expect.poll(() => scene.sessions()).toEqual([]);
  await expect.poll(() => thief.isIn).toBe(0);
  for (const shown of await scene.limits()) expect(shown).toContain(`MAX_USER_CONNECTIONS ${places}`);
}

/** Of their own: who keeps the table of accounts locked keeps everybody waiting. */
const started = await Promise.all(
  engines('mysql', 'mariadb').map(({ engine }) =>
    engine === 'mysql' ? startMysql({ serverArguments: ['--connect-timeout=5'] }) : startMariadb(),
  ),
);
afterAll(() => Promise.all(started.map((server) => server[Symbol.asyncDispose]())));
const servers = started.map((server) => ({ server, title: `${server.engine} ${server.version}` }));

const byAdmin = servers.flatMap((one) =>
  strategies
    .filter((strategy) => exhaustive || strategy === 'dual-password')
    .map((strategy) => ({ ...one, strategy })),
);

describe.each(byAdmin)('an emergency on $title, $strategy by an admin', ({ server, strategy }) => {
  const lasts = ['fill all places', 'change the password'];
  it.each(exhaustive ? lasts : lasts.slice(server.engine === 'mysql' ? 1 : 2))(
    'is not stopped by locks, open transactions and sessions that come back and %s',
    async (last) => {
      await using scene = await begin(server, strategy, 'admin');
      const { user, password } = await scene.current();
      await scene.root(
        `grant connection${server.engine === 'mysql' ? '_' : ' '}admin on *.* to '${scene.admin.user}'@'%'`,
      );
      await using thief = thiefOf(server, { user, password });
      await attack(thief, scene, last !== 'change the password');
      await thief.hold('start transaction', `insert into ${scene.database}.baskets values (1)`);
      await thief.hold('select 1');
      if (last === 'fill all places') await thief.hold('select 1');
      else
        await thief.repeat((turn) =>
          server.engine === 'mysql'
            ? `alter user user() identified by 'Thief-${turn % 2}-has_it'`
            : `set password = password('Thief-${turn % 2}-has_it')`,
        );
      const began = Date.now();
      expect(await scene.evict(user)).toMatchObject({ Outcome: 'evicted' });
      expect(Date.now() - began).toBeLessThan(stretched(20_000));
      await requireEvicted(scene, thief, { user, password });
      for (const turn of [0, 1])
        expect(await login(server, { user, password: `Thief-${turn}-has_it` })).toBeDefined();
    },
  );

  it('is not stopped by sessions that fill all places where the admin may end none', async () => {
    await using scene = await begin(server, strategy, 'admin');
    const { user, password } = await scene.current();
    await using thief = thiefOf(server, { user, password });
    await thief.hold(`lock tables ${scene.database}.orders write`);
    for (let place = 1; place < places; place += 1) await thief.hold('start transaction', 'select 1');
    expect(await scene.evict()).toMatchObject({ Outcome: 'evicted' });
    await requireEvicted(scene, thief, { user, password });
  });
});

const byItself = servers.flatMap((one) =>
  (['dual-password', 'alternating-users', 'single-user'] as const)
    .filter((strategy) => one.server.engine === 'mysql' || strategy !== 'dual-password')
    .filter((strategy) => exhaustive || (one.server.engine === 'mysql' && strategy === 'single-user'))
    .map((strategy) => ({ ...one, strategy })),
);

describe.each(byItself)('an emergency on $title, $strategy by the account itself', ({ server, strategy }) => {
  it('is not stopped by sessions that leave it a single place', async () => {
    await using scene = await begin(server, strategy, 'itself');
    const { user, password } = await scene.current();
    await using thief = thiefOf(server, { user, password });
    await attack(thief, scene, exhaustive && server.engine === 'mariadb');
    await thief.hold('start transaction', 'select 1');
    await thief.hold('select 1');
    expect(await scene.evict()).toMatchObject({ Outcome: 'evicted' });
    await requireEvicted(scene, thief, { user, password });
  });

  it('says that it takes an admin where all places are taken for good', async () => {
    await using scene = await begin(server, strategy, 'itself');
    const { user, password } = await scene.current();
    await using thief = thiefOf(server, { user, password });
    for (let place = 0; place < places; place += 1) await thief.hold('select 1');
    await expect(scene.evict()).rejects.toMatchObject({
      code: 'busy',
      aftermath: 'untouched',
      message: expect.stringContaining('rotation:admin-secret'),
    });
  });
});

describe.each(servers.filter(({ server }) => server.engine === 'mysql'))(
  'an account that remembers its passwords on $title',
  ({ server }) => {
    const cases = strategies.filter((strategy) => exhaustive || strategy === 'dual-password');
    it.each(cases)('is evicted by itself though sessions come back, with %s', async (strategy) => {
      await using scene = await begin(server, strategy, 'itself');
      const { user, password } = await scene.current();
      for (const name of new Set([user, scene.account.user]))
        await scene.root(`alter user '${name}'@'%' password history 5`);
      await scene.root(`alter user '${user}'@'%' identified by '${password}'`);
      await using thief = thiefOf(server, { user, password });
      await thief.hold('select 1');
      expect(await scene.evict()).toMatchObject({ Outcome: 'evicted' });
      await requireEvicted(scene, thief, { user, password });
    });
  },
);

describe.each(servers)('who changes the password without pause on $title', ({ server }) => {
  const actors = ['the account itself', 'an admin'];
  const shown = server.engine === 'mysql' ? actors.slice(0, 1) : actors.slice(1);
  it.each(exhaustive ? actors : shown)('is thrown out by %s, and keeps nobody waiting', async (by) => {
    await using scene = await begin(server, 'single-user', 'admin');
    const { account, admin } = scene;
    await scene.root(
      `grant connection${server.engine === 'mysql' ? '_' : ' '}admin, process on *.* to '${admin.user}'@'%'`,
    );
    const { user, password } = by === 'an admin' ? admin : account;
    const { signal } = new AbortController();
    const session = await logIn(dialling(server.certificateAuthority, signal), {
      Endpoint: server.host,
      Port: server.port,
      AccountName: user,
      AccountPassword: new Sensitive(password),
      DBName: undefined,
      DBInstanceId: undefined,
      text: new Sensitive(''),
    });
    if (session === 'refused') return expect.unreachable();
    await using acting = session;
    const own = await ownId(acting);
    await using thief = thiefOf(server, account);
    for (let round = 0; round < 4; round += 1) {
      await thief.repeat(() =>
        server.engine === 'mysql'
          ? `alter user user() identified by '${account.password}'`
          : `set password = password('${account.password}')`,
      );
      const others = (await listSessions(acting, account.user)).filter(({ id }) => id !== own);
      expect(others).toHaveLength(1);
      const began = Date.now();
      expect(await endSessions(acting, account.user, others, signal)).toEqual([]);
      expect(Date.now() - began).toBeLessThan(stretched(30_000));
    }
    await expect.poll(() => thief.isIn).toBe(0);
    expect(await login(server, account)).toBeUndefined();
  });
});

/** A login that waits half-way, as the server has asked for the whole password, until it goes on with it. */
async function halfLogin({ host, port, certificateAuthority: ca }: ServerAddress, { user, password }: Login) {
  let goOn = () => {};
  const waiting = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let login: Promise<unknown> = Promise.resolve();
  await new Promise<void>((begun) => {
    const wholePassword = async (asked: Buffer) => {
      if (asked.length > 1) return Buffer.alloc(32, 1);
      begun();
      await waiting;
      return Buffer.from(`${password}\0`);
    };
    login = mysql
      .createConnection({
        ...{ host, port, user, ssl: { ca } },
        authPlugins: { caching_sha2_password: () => wholePassword },
      })
      .then((connection) => {
        connection.destroy();
        return 'in';
      })
      .catch(() => 'out');
  });
  return async () => {
    goOn();
    return login;
  };
}

describe.each(servers.filter(({ server }) => server.engine === 'mysql'))(
  'a login that was begun with the leaked value on $title',
  ({ server }) => {
    it('is waited for, so that it does not come in once the emergency is over', async () => {
      await using scene = await begin(server, 'dual-password', 'admin');
      const leaked = await scene.current();
      const finish = await halfLogin(server, leaked);
      expect(await scene.evict()).toMatchObject({ Outcome: 'evicted' });
      expect(await finish()).toBe('out');
    });

    it('cannot be seen without the right, which is told', async () => {
      await using scene = await begin(server, 'single-user', 'itself');
      const evidence = await gapsOf(scene.evict());
      expect(evidence?.Unchecked?.join()).toContain(
        'running logins and events cannot be seen: name an admin in the tag rotation:admin-secret',
      );
    });
  },
);

const gapsOf = (asked: Promise<{ readonly Evidence?: Evidence }>): Promise<Evidence | undefined> =>
  asked.then(
    ({ Evidence }) => Evidence,
    (error) => (error instanceof NotEvicted ? error.evidence : Promise.reject(error)),
  );

describe.each(servers)('a transaction that a thief has prepared on $title', ({ server }) => {
  const prepareOne = async ({ database, current }: Scene, name: string) => {
    const { user, password } = await current();
    await using thief = thiefOf(server, { user, password });
    await thief.hold(
      `xa start '${name}', 'b'`,
      `insert into ${database}.baskets values (1)`,
      `xa end '${name}', 'b'`,
      `xa prepare '${name}', 'b'`,
    );
  };

  it('is told with the statement that ends it', async () => {
    await using scene = await begin(server, 'dual-password', 'admin');
    if (server.engine === 'mysql')
      await scene.root(`grant xa_recover_admin on *.* to '${scene.admin.user}'@'%'`);
    await prepareOne(scene, `left-${scene.database}`);
    const gaps = (await gapsOf(scene.evict()))?.Gaps.join() ?? '';
    const statement = /xa rollback [^;]*/.exec(gaps)?.[0] ?? '';
    expect(statement).not.toBe('');
    await scene.root(statement);
    expect((await gapsOf(scene.evict()))?.Gaps).toEqual([]);
  });

  if (server.engine === 'mysql')
    it('is not looked for by who may not, which is told with who could', async () => {
      await using scene = await begin(server, 'single-user', 'itself');
      const evidence = await gapsOf(scene.evict());
      expect(evidence?.Gaps).toEqual([]);
      expect(evidence?.Unchecked?.join()).toContain(
        'no right to list prepared transactions: name an admin in the tag rotation:admin-secret',
      );
    });
});
