import { describe, expect, it } from 'vitest';
import { NotEvicted } from '../../shared/rotation/errors.ts';
import { engines } from '../servers/running.ts';
import type { ServerAddress } from '../servers/server.ts';
import { startCloud } from '../stand/cloud.ts';
import { currentLogin } from '../stand/current-login.ts';
import { exhaustive } from '../stand/exhaustive.ts';
import { asAdmin, type Login, openSession, session } from '../stand/login.ts';
import { evict, rotate } from '../stand/rotate.ts';
import { prepare, type Setting, settings } from '../stand/settings.ts';

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
    evict: (named?: string) => evict(cloud, type, secret, named === undefined ? {} : { account: named }),
    [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose](),
  };
}

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
  const plant = ({ root, account }: { root: (statement: string) => unknown; account: Login }, name: string) =>
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

  it('is unchecked where the account that acts itself cannot see it, with the grant', async () => {
    await using scene = await begin(server, 'single-user', 'itself');
    const { user } = scene.account;
    if (server.engine === 'mysql')
      await scene.root(`grant application_password_admin on *.* to '${user}'@'%'`);
    await plant(scene, user);
    const grant = `grant select on mysql.* to \`${user}\`@\`%\`;`;
    const blind = await told(scene.evict());
    expect(blind.unchecked?.join()).toContain(grant);
    await scene.root(grant);
    const seen = await told(scene.evict());
    expect(seen.outcome).toBe('not-evicted');
    expect(seen.gaps?.join()).toContain(elsewhere(user));
    await scene.root(`drop user ${elsewhere(user)}`);
    const { outcome, unchecked = [] } = await told(scene.evict());
    expect(outcome).toBe('evicted');
    expect(unchecked.join()).not.toContain(grant);
  });
});
