import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '../../../shared/engine/rotation/result.ts';
import { startMariadb } from '../../support/servers/mariadb.ts';
import { startMysql } from '../../support/servers/mysql.ts';
import { startPostgresql } from '../../support/servers/postgresql.ts';
import { type Relay, startRelay } from '../../support/servers/relay.ts';
import { engines } from '../../support/servers/running.ts';
import type { DatabaseServer } from '../../support/servers/server.ts';
import { acceptedOf } from '../../support/stand/accepted-versions.ts';
import { invoke } from '../../support/stand/bundle.ts';
import { type Cloud, startCloud } from '../../support/stand/cloud.ts';
import { currentLogin } from '../../support/stand/current-login.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { asAdmin, login, type Query, session } from '../../support/stand/login.ts';
import { type RotateOptions, rotate, runStep } from '../../support/stand/rotate.ts';
import { type Prepared, prepare, type Setting, settings } from '../../support/stand/settings.ts';
import { stagesOf } from '../../support/stand/stages.ts';
import { statusOf } from '../../support/stand/status.ts';
import { stretched } from '../../support/stand/stretched.ts';

/**
 * Nothing may be lost when the server is killed. PostgreSQL's own password policy judges plain passwords only, and
 * all that happens here happens under it.
 */
const starts = {
  mysql: () => startMysql({ serverArguments: ['--innodb-flush-log-at-trx-commit=1'] }),
  mariadb: () => startMariadb({ serverArguments: ['--innodb-flush-log-at-trx-commit=1'] }),
  postgresql: () =>
    startPostgresql('18', {
      serverArguments: [
        '-c',
        'synchronous_commit=on',
        '-c',
        'wal_level=replica',
        '-c',
        'shared_preload_libraries=passwordcheck',
      ],
    }),
};

/** For each engine one strategy that keeps two credentials and one that cannot, where the server itself is asked. */
const chosen = settings.filter(
  ({ engine, strategy, actor }) =>
    (strategy === 'single-user' && actor !== 'rds-api') ||
    (engine === 'mysql' && strategy === 'dual-password' && actor === 'itself') ||
    (engine === 'mariadb' && strategy === 'dual-password') ||
    (engine === 'postgresql' && strategy === 'alternating-users' && actor === 'admin'),
);

const available = (['mysql', 'mariadb', 'postgresql'] as const).filter(
  (engine) => engines(engine).length > 0 && (exhaustive || engine !== 'mariadb'),
);

describe.each(available)('on %s', (engine) => {
  let server: DatabaseServer;
  let cloud: Cloud;
  let relay: Relay;
  beforeAll(async () => {
    server = await starts[engine]();
    cloud = await startCloud(server.certificateAuthorityFile);
    relay = await startRelay(server.port);
  });
  afterAll(async () => {
    await relay[Symbol.asyncDispose]();
    await cloud[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  const ownSettings = chosen.filter((setting) => setting.engine === engine);
  const dual = ownSettings.filter((setting) => setting.dual);
  /** What a strategy does not change: where not all is tried, one of each engine shows it. */
  const shown = exhaustive ? ownSettings : dual;
  /** What MariaDB does as MySQL does: where not all is tried, MySQL shows it. */
  const apart = exhaustive || engine !== 'mariadb';
  const apartShown = apart ? shown : [];
  const apartDual = apart ? dual : [];
  const root = (statement: string, database?: string) =>
    asAdmin(server, (query) => query(statement), database);
  const make = (setting: Setting) => prepare(cloud, { ...server, port: relay.port }, setting, server);
  const run = (prepared: Prepared, options: RotateOptions = {}): Promise<Result & { code?: string }> =>
    rotate(cloud, prepared.setting.type, prepared.secret, options).catch((error) => error);
  const at =
    (
      event: 'step-started' | 'step-finished',
      step: string,
      work: () => void,
    ): NonNullable<RotateOptions['emit']> =>
    (one) => {
      if (one.event === event && one.step === step) work();
    };

  async function converges(prepared: Prepared, version?: string): Promise<void> {
    const result = await run(prepared);
    expect(result).toMatchObject({ Outcome: 'rotated', ...(version ? { VersionId: version } : {}) });
    expect(await acceptedOf(cloud, server, prepared.secret)).toMatchObject({ unstaged: [], current: true });
    expect((await stagesOf(cloud, prepared.secret)).pending).toBeUndefined();
  }

  /** Comes back later, has changed nothing, and has counted nothing. */
  async function isPostponed(prepared: Prepared, options: RotateOptions = {}): Promise<Result> {
    const result = await run(prepared, options);
    expect(result).toMatchObject({ Outcome: 'postponed' });
    expect(await stagesOf(cloud, prepared.secret)).toMatchObject({ current: 'v0', previous: undefined });
    expect(await statusOf(cloud, prepared.secret)).toBeUndefined();
    return result;
  }

  /** Ends every session of the accounts of a secret but our own. */
  async function endSessions({ account, admin }: Prepared): Promise<void> {
    if (engine === 'postgresql') {
      await root(
        `select pg_terminate_backend(pid) from pg_stat_activity where usename in ('${account.user}', '${admin.user}')`,
      );
      return;
    }
    await asAdmin(server, async (query) => {
      const rows = await query(
        `select id from information_schema.processlist where user in ('${account.user}', '${admin.user}')`,
      );
      for (const row of rows) {
        const id = Object.values(Object(row)).map(Number).at(0);
        await query(`kill ${id}`).catch(() => {});
      }
    });
  }

  it.each(apartShown)(
    'a server that is killed after set leaves $strategy to be finished by the next run',
    async (setting) => {
      const prepared = await make(setting);
      const emit = at('step-finished', 'setSecret', () => process.kill(server.pid, 'SIGKILL'));
      expect(await run(prepared, { token: 'v1', emit })).toMatchObject({
        code: 'unreachable',
        aftermath: 'applied',
      });
      expect(await run(prepared)).toMatchObject({ code: 'unreachable', aftermath: 'untouched' });
      await server.restart();
      await converges(prepared, 'v1');
    },
  );

  it.each(exhaustive ? dual : [])(
    'a server that is killed before set is left to the next run',
    async (setting) => {
      const prepared = await make(setting);
      const emit = at('step-finished', 'createSecret', () => process.kill(server.pid, 'SIGKILL'));
      // Whether the server had heard the statement before it died cannot always be told.
      const result = await run(prepared, { token: 'v1', emit });
      expect(['postponed', 'unreachable', 'busy']).toContain(result.Outcome ?? result.code);
      await server.restart();
      await converges(prepared, 'v1');
    },
  );

  it.each(shown)(
    'a server that only reads keeps $strategy from being begun, and nothing is stored',
    async (setting) => {
      const prepared = await make(setting);
      const signal = join(server.data, 'standby.signal');
      if (engine === 'postgresql') {
        await root('checkpoint');
        await writeFile(signal, '');
        await server.restart();
      }
      if (engine === 'mysql') await root('set global super_read_only = on');
      if (engine === 'mariadb') await root('set global read_only = on');
      try {
        for (const attempt of ['first', 'second']) {
          if (engine === 'postgresql')
            // Its address leads to a standby, which no waiting mends.
            expect(await run(prepared)).toMatchObject({
              code: 'strategy-unavailable',
              aftermath: 'untouched',
              message: expect.stringContaining('use the primary'),
            });
          else await isPostponed(prepared);
          expect(await stagesOf(cloud, prepared.secret), attempt).toMatchObject({
            pending: undefined,
            count: 1,
          });
        }
      } finally {
        if (engine === 'postgresql') {
          await rm(signal);
          await server.restart();
        }
        if (engine !== 'postgresql') await root('set global read_only = off');
      }
      await converges(prepared);
    },
  );

  it.each(apartDual)('a failover to a server without the new value promotes nothing', async (setting) => {
    const [other] = engines(engine).slice(-1);
    if (!other) throw new Error('no second server');
    const prepared = await make(setting);
    const emit = at('step-finished', 'setSecret', () => relay.lead(other.port));
    expect(await run(prepared, { token: 'v1', emit })).toMatchObject({
      code: 'refused',
      aftermath: 'applied',
    });
    expect(await stagesOf(cloud, prepared.secret)).toMatchObject({ current: 'v0', pending: 'v1' });
    relay.lead(server.port);
    await converges(prepared, 'v1');
  });

  it.each(dual)('a server without a free slot postpones it', async (setting) => {
    const prepared = await make(setting);
    const { user, password } = setting.actor === 'admin' ? prepared.admin : prepared.account;
    const limit = (count: number) =>
      engine === 'postgresql'
        ? `alter role ${user} connection limit ${count === 0 ? -1 : count}`
        : `alter user '${user}'@'%' with max_user_connections ${count}`;
    await root(limit(1));
    await session(server, { user, password }, () => isPostponed(prepared));
    expect((await stagesOf(cloud, prepared.secret)).count).toBe(1);
    await root(limit(0));
    await converges(prepared);
  });

  it.each(apartDual)(
    'a session killed after set promotes nothing, and the next run goes on',
    async (setting) => {
      const prepared = await make(setting);
      let killed: Promise<void> | undefined;
      const emit = at('step-finished', 'setSecret', () => {
        killed = endSessions(prepared);
      });
      // The rotation goes on meanwhile; its first move of a stage takes until the session is surely gone.
      const hold = { kind: 'hold', until: async () => killed, when: 'before' } as const;
      cloud.sandbox.faults.ask({ action: 'UpdateSecretVersionStage', fault: hold });
      expect(await run(prepared, { token: 'v1', emit })).toMatchObject({ aftermath: 'applied' });
      await killed;
      expect(await stagesOf(cloud, prepared.secret)).toMatchObject({ current: 'v0', pending: 'v1' });
      await converges(prepared, 'v1');
    },
  );

  it.each(apartShown)(
    'an instance that is frozen after set and wakes up after another has finished changes nothing ($strategy)',
    async (setting) => {
      const prepared = await make(setting);
      let frozen = 0;
      let pid = 0;
      const isFrozen = new Promise<void>((resolve) => {
        // The last login is the one that proves the new value; an admin comes after the account itself.
        const last = setting.actor === 'admin' ? 4 : 3;
        relay.watch((count) => {
          if (count !== last) return;
          process.kill(pid, 'SIGSTOP');
          frozen = pid;
          resolve();
        });
      });
      const event = { Operation: 'rotate', SecretId: prepared.secret, ClientRequestToken: 'v1' };
      const started = (one: number) => {
        pid = one;
      };
      const waking = invoke(cloud, setting.type, event, { started });
      await isFrozen;
      relay.watch(() => {});
      await endSessions(prepared);
      await converges(prepared, 'v1');
      await converges(prepared);
      const after = await stagesOf(cloud, prepared.secret);
      const before = await acceptedOf(cloud, server, prepared.secret);
      process.kill(frozen, 'SIGCONT');
      const woken = await waking;
      expect(woken.failure).toMatchObject({ aftermath: 'applied' });
      expect(await stagesOf(cloud, prepared.secret)).toEqual(after);
      expect(await acceptedOf(cloud, server, prepared.secret)).toEqual(before);
    },
  );

  it.each(apartDual)(
    'a lock on the accounts, as a backup holds it, postpones it in time',
    async (setting) => {
      const prepared = await make(setting);
      if (engine === 'postgresql') await run(prepared, { token: 'v0b' });
      const before = await acceptedOf(cloud, server, prepared.secret);
      await asAdmin(server, async (query) => {
        await holdAccounts(query, prepared);
        const result = await run(prepared, { token: 'v1', timeout: stretched(5_000) });
        expect(result).toMatchObject({ Outcome: 'postponed' });
        await query(engine === 'postgresql' ? 'rollback' : 'unlock tables');
      });
      expect(await acceptedOf(cloud, server, prepared.secret)).toEqual(before);
      await converges(prepared, 'v1');
    },
  );

  async function holdAccounts(query: Query, { account }: Prepared): Promise<void> {
    if (engine !== 'postgresql') return void (await query('flush tables with read lock'));
    await query('begin');
    await query(`alter role ${account.user} connection limit 50`);
  }

  const locksOut = engine === 'postgresql' ? [] : ownSettings;
  it.each(locksOut)('no lockout comes of a crash between set and finish ($strategy)', async (setting) => {
    const prepared = await make(setting);
    const { user } = prepared.account;
    await cloud.tag(prepared.secret, { 'rotation:grace': '0m:accepted' });
    if (engine === 'mysql')
      await root(`alter user '${user}'@'%' failed_login_attempts 2 password_lock_time 1`);
    if (engine === 'mariadb') await root('set global max_password_errors = 2');
    for (const token of ['v1', 'v2', 'v3']) {
      await runStep(cloud, setting.type, prepared.secret, 'createSecret', token);
      await runStep(cloud, setting.type, prepared.secret, 'setSecret', token);
      expect(await run(prepared)).toMatchObject({ Outcome: 'rotated', VersionId: token });
      expect(await login(server, await currentLogin(cloud, prepared.secret))).toBeUndefined();
    }
    if (engine === 'mariadb') await root('set global max_password_errors = 4294967295');
  });

  if (engine !== 'postgresql')
    it.each(dual)(
      'an account that the server has blocked after failed logins is named as locked',
      async (setting) => {
        const prepared = await make({ ...setting, strategy: 'single-user', actor: 'itself', dual: false });
        const { user } = prepared.account;
        if (engine === 'mysql')
          await root(`alter user '${user}'@'%' failed_login_attempts 2 password_lock_time 1`);
        if (engine === 'mariadb') await root('set global max_password_errors = 2');
        for (let attempt = 0; attempt < 3; attempt += 1)
          await login(server, { user, password: 'Wrong-0' }).catch(() => {});
        expect(await run(prepared)).toMatchObject({
          code: 'refused',
          aftermath: 'untouched',
          message: expect.stringContaining('is locked'),
        });
        if (engine === 'mariadb') await root('set global max_password_errors = 4294967295');
        await root(engine === 'mysql' ? `alter user '${user}'@'%' account unlock` : 'flush privileges');
        await converges(prepared);
      },
    );

  const policies: Partial<Record<typeof engine, { strict: string[]; satisfied: string[]; says: RegExp }>> = {
    mysql: {
      strict: [
        `install component 'file://component_validate_password'`,
        'set global validate_password.length = 30',
      ],
      satisfied: [],
      says: /rotation:password/,
    },
    mariadb: {
      strict: [`install soname 'simple_password_check'`],
      satisfied: ['set global strict_password_validation = off'],
      says: /strict_password_validation = off/,
    },
  };
  const removed = {
    mysql: [`uninstall component 'file://component_validate_password'`],
    mariadb: ['set global strict_password_validation = on', `uninstall soname 'simple_password_check'`],
    postgresql: [],
  };

  it.each(policies[engine] ? ownSettings : [])(
    'a password policy is tried with three values, and met once it can be ($strategy)',
    async (setting) => {
      const policy = policies[engine];
      const prepared = await make(setting);
      const tag = (length: number) => cloud.tag(prepared.secret, { 'rotation:password': `length=${length}` });
      await tag(20);
      for (const statement of policy?.strict ?? []) await root(statement);
      try {
        for (const attempt of [1, 2])
          expect(await run(prepared), String(attempt)).toMatchObject({
            code: 'password-rejected',
            message: expect.stringMatching(policy?.says ?? /never/),
          });
        const { accepted, unstaged } = await acceptedOf(cloud, server, prepared.secret);
        expect({ accepted, unstaged }).toEqual({ accepted: ['v0'], unstaged: [] });
        expect((await stagesOf(cloud, prepared.secret)).count).toBeLessThanOrEqual(1 + 2 * 3);
        for (const statement of policy?.satisfied ?? []) await root(statement);
        await tag(32);
        await converges(prepared);
      } finally {
        for (const statement of removed[engine]) await root(statement);
      }
    },
  );
});
