import { describe, expect, it } from 'vitest';
import { NotEvicted } from '../../shared/rotation/errors.ts';
import { engines } from '../servers/running.ts';
import type { ServerAddress } from '../servers/server.ts';
import { startCloud } from '../stand/cloud.ts';
import { currentLogin } from '../stand/current-login.ts';
import { asAdmin, openSession, session } from '../stand/login.ts';
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
