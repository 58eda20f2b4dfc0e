import { describe, expect, it } from 'vitest';
import { NotEvicted } from '../../../shared/engine/rotation/errors.ts';
import { engines, families, runningServers } from '../../support/servers/running.ts';
import type { ServerAddress } from '../../support/servers/server.ts';
import { type Cloud, startCloud } from '../../support/stand/cloud.ts';
import { ready } from '../../support/stand/database-subjects.ts';
import { asAdmin, login, openSession, session } from '../../support/stand/login.ts';
import { evict, rotate } from '../../support/stand/rotate.ts';
import { type Prepared, prepare, type Setting, settings } from '../../support/stand/settings.ts';
import { allValues, stagesOf } from '../../support/stand/stages.ts';
import { statusOf } from '../../support/stand/status.ts';
import { storedValue } from '../../support/stand/stored-value.ts';

const settingOf = (engine: string, strategy: string, actor: string): Setting => {
  const found = settings.find(
    (one) => one.engine === engine && one.strategy === strategy && one.actor === actor,
  );
  return found ?? expect.unreachable();
};

async function begin(server: ServerAddress, setting: Setting) {
  const cloud = await startCloud(server.certificateAuthorityFile);
  const prepared = await prepare(cloud, server, setting);
  return { cloud, prepared, app: ready(prepared), ...verbs(cloud, prepared) };
}

function verbs(cloud: Cloud, { setting, secret }: Prepared) {
  return {
    secret,
    rotate: () => rotate(cloud, setting.type, secret),
    evict: (token?: string, account?: string) =>
      evict(cloud, setting.type, secret, { ...(token && { token }), ...(account && { account }) }),
    current: () => storedValue(cloud, secret),
    [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose](),
  };
}

const evictionFails = (asked: Promise<unknown>) =>
  asked.then(
    () => expect.unreachable(),
    (error) => (error instanceof NotEvicted ? error : Promise.reject(error)),
  );

describe.each(families('mysql', 'mariadb', 'postgresql'))(
  'an account of $engine $version whose name leaves no room for a second one',
  (server) => {
    const longest = server.engine === 'postgresql' ? 63 : 32;

    it('is evicted all the same', async () => {
      await using scene = await begin(server, settingOf(server.engine, 'single-user', 'itself'));
      const { user } = scene.prepared.account;
      const long = user.padEnd(longest, 'x');
      const rename =
        server.engine === 'postgresql'
          ? `alter role ${user} rename to ${long}`
          : `rename user '${user}'@'%' to '${long}'@'%'`;
      await asAdmin(server, (query) => query(rename));
      const SecretData = JSON.stringify({ ...JSON.parse(await scene.current()), AccountName: long });
      await scene.cloud.call('PutSecretValue', { SecretName: scene.secret, VersionId: 'long', SecretData });
      expect(await scene.evict()).toMatchObject({ Outcome: 'evicted' });
      expect(await scene.app.logIn?.(SecretData)).toBeDefined();
      expect(await scene.app.logIn?.(await scene.current())).toBeUndefined();
    });
  },
);

describe.each(engines('mysql'))('an account of $engine $version that failed logins lock', (server) => {
  const lockedAfter = async (count: number, { account }: Prepared) =>
    asAdmin(server, (query) =>
      query(`alter user '${account.user}'@'%' failed_login_attempts ${count} password_lock_time unbounded`),
    );

  it.each(['itself', 'admin'])('is not locked by the proof, with five old values, by %s', async (actor) => {
    await using scene = await begin(server, settingOf('mysql', 'dual-password', actor));
    await lockedAfter(2, scene.prepared);
    for (let count = 0; count < 5; count += 1) await scene.rotate();
    const result = await scene.evict();
    expect(result.Evidence?.Replaced).toHaveLength(6);
    expect(await scene.app.logIn?.(await scene.current())).toBeUndefined();
  });

  it.each(['itself', 'admin'])(
    'is evicted all the same where it remembers its passwords, by %s',
    async (actor) => {
      await using scene = await begin(server, settingOf('mysql', 'dual-password', actor));
      const { user } = scene.prepared.account;
      await asAdmin(server, (query) => query(`alter user '${user}'@'%' password history 5`));
      await scene.rotate();
      const leaked = await allValues(scene.cloud, scene.secret);
      expect((await scene.evict()).Outcome).toBe('evicted');
      for (const value of leaked) expect(await scene.app.logIn?.(value)).toBeDefined();
      // The order of the two cannot be seen there by the account, whose both are new then.
      expect(await scene.app.kept?.()).toBe(actor === 'admin' ? 1 : 2);
    },
  );

  it('is left unproven, and told, where a single one locks it', async () => {
    await using scene = await begin(server, settingOf('mysql', 'dual-password', 'itself'));
    await lockedAfter(1, scene.prepared);
    const error = await evictionFails(scene.evict());
    expect(error.message).toContain('version v0 is not tried');
    expect(error.evidence?.Replaced).toEqual([{ VersionId: 'v0', Stage: 'current', Proof: 'untried' }]);
    expect(await scene.app.logIn?.(await scene.current())).toBeUndefined();
  });
});

describe.each(families('mysql', 'mariadb', 'postgresql'))('two accounts on $engine $version', (server) => {
  const setting = settingOf(server.engine, 'alternating-users', 'admin');

  it('get a new value each where no admin is there to disable one', async () => {
    await using scene = await begin(server, setting);
    await scene.rotate();
    const { cloud, secret, app } = scene;
    await cloud.call('UntagResource', { SecretName: secret, TagKeys: '["rotation:admin-secret"]' });
    const { user } = scene.prepared.account;
    if (server.engine === 'mysql')
      for (const name of [user, `${user}_rt`])
        await asAdmin(server, (query) => query(`grant application_password_admin on *.* to '${name}'@'%'`));
    const leaked = await allValues(cloud, secret);
    await using thief = await app.openSession?.(leaked.at(-1) ?? '');
    const result = await scene.evict();
    expect(result).toMatchObject({ Outcome: 'evicted', Evidence: { Sessions: { Found: 1, Ended: 1 } } });
    expect(await thief?.answers()).toBe(false);
    for (const value of leaked) expect(await app.logIn?.(value)).toBeDefined();
    const { previous } = await stagesOf(cloud, secret);
    expect(await app.logIn?.(await storedValue(cloud, secret, previous))).toBeUndefined();
    expect(await app.kept?.()).toBe(2);
    expect((await scene.rotate()).Outcome).toBe('rotated');
  });

  it('get a new value even where the emergency names a version of the past', async () => {
    await using scene = await begin(server, setting);
    await scene.rotate();
    const result = await scene.evict('v0');
    expect(result.Outcome).toBe('evicted');
    expect(result.Evidence?.Replaced).toHaveLength(2);
  });

  it('are evicted alone: sessions of others go on', async () => {
    await using scene = await begin(server, setting);
    await using admin = await openSession(server, scene.prepared.admin);
    await using root = await openSession(server, server.admin);
    await scene.evict();
    expect([await admin.answers(), await root.answers()]).toEqual([true, true]);
  });
});

describe.each(families('mysql', 'mariadb', 'postgresql'))('a thief on $engine $version', (server) => {
  it('who has changed the password himself is shut out by the admin', async () => {
    const strategy = server.engine === 'postgresql' ? 'alternating-users' : 'dual-password';
    await using scene = await begin(server, settingOf(server.engine, strategy, 'admin'));
    const { user, password } = scene.prepared.account;
    const change: Record<string, string> = {
      postgresql: `alter role ${user} password 'Thief-1_has_it'`,
      mysql: `alter user user() identified by 'Thief-1_has_it'`,
      mariadb: `set password = password('Thief-1_has_it')`,
    };
    await session(server, { user, password }, (query) => query(change[server.engine] ?? ''));
    await using thief = await openSession(server, { user, password: 'Thief-1_has_it' });
    await expect(scene.evict()).rejects.toMatchObject({ code: 'refused', aftermath: 'untouched' });
    const result = await scene.evict(undefined, user);
    expect(await login(server, { user, password: 'Thief-1_has_it' })).toBeDefined();
    expect(await scene.app.logIn?.(await scene.current())).toBeUndefined();
    expect(result.Outcome).toBe('evicted');
    expect(await thief.answers()).toBe(false);
  });
});

describe.each(runningServers().slice(-1))(
  'an old version of another account on $engine $version',
  (server) => {
    it('is named, and left to whose it is; the new one is current, and no failure is counted', async () => {
      const dual = settingOf(server.engine, 'alternating-users', 'admin');
      await using scene = await begin(server, dual);
      const { cloud, secret, app } = scene;
      const other = await prepare(cloud, server, dual);
      const SecretData = await storedValue(cloud, other.secret);
      await cloud.call('PutSecretValue', {
        SecretName: secret,
        VersionId: 'stray',
        SecretData,
        VersionStages: '["Stray"]',
      });
      const { Outcome, Evidence } = await scene.evict();
      expect(Outcome).toBe('evicted');
      expect(Evidence?.Replaced).toEqual(
        expect.arrayContaining([
          { VersionId: 'stray', Proof: 'elsewhere' },
          { VersionId: 'v0', Stage: 'current', Proof: 'refused' },
        ]),
      );
      expect(await app.logIn?.(SecretData)).toBeUndefined();
      expect(await app.logIn?.(await scene.current())).toBeUndefined();
      expect((await stagesOf(cloud, secret)).current).not.toBe('v0');
      expect(await statusOf(cloud, secret)).toContain('failures=0');
    });
  },
);

describe.each(families('mysql', 'mariadb'))('an account of $engine $version that is gone', (server) => {
  it('leaves no trace in the store, though an operator names it', async () => {
    await using scene = await begin(server, settingOf(server.engine, 'dual-password', 'admin'));
    const { user } = scene.prepared.account;
    await asAdmin(server, (query) => query(`drop user '${user}'@'%'`));
    await expect(scene.evict(undefined, user)).rejects.toMatchObject({
      code: 'refused',
      aftermath: 'untouched',
      message: expect.stringContaining('there is no account'),
    });
    expect(await stagesOf(scene.cloud, scene.secret)).toMatchObject({ count: 1, pending: undefined });
  });
});
