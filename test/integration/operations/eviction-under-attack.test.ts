import { createHash } from 'node:crypto';
import pg from 'pg';
import { describe, expect, it } from 'vitest';
import { engines } from '../../support/servers/running.ts';
import type { ServerAddress } from '../../support/servers/server.ts';
import { startCloud } from '../../support/stand/cloud.ts';
import { currentLogin } from '../../support/stand/current-login.ts';
import { asAdmin, type Login, login } from '../../support/stand/login.ts';
import { evict, plan, rotate } from '../../support/stand/rotate.ts';
import { type Prepared, prepare } from '../../support/stand/settings.ts';
import { stretched } from '../../support/stand/stretched.ts';
import { Thief } from '../../support/stand/thief.ts';

/** As the product makes the keys of its locks, which anybody can read in its source. */
const keyOf = (account: string, use: string) =>
  createHash('sha256').update(`${use} ${account}`).digest().readBigInt64BE().toString();

function thiefOf({ host, port, certificateAuthority }: ServerAddress, leaked: Login, database: string) {
  return new Thief(async () => {
    const client = new pg.Client({ host, port, ...leaked, database, ssl: { ca: certificateAuthority } });
    client.on('error', () => {});
    const gone = new Promise<void>((resolve) => client.on('end', () => resolve()));
    await client.connect();
    return { query: (statement) => client.query(statement), gone, end: () => client.end() };
  });
}

const strategies = ['alternating-users', 'single-user'] as const;
type Strategy = (typeof strategies)[number];

async function begin(server: ServerAddress, strategy: Strategy, actor: 'admin' | 'itself' = 'admin') {
  const cloud = await startCloud(server.certificateAuthorityFile);
  const dual = strategy === 'alternating-users';
  const prepared = await prepare(cloud, server, {
    engine: 'postgresql',
    type: 'rds-postgresql',
    strategy,
    actor: dual ? 'admin' : actor,
    dual,
  });
  await cloud.tag(prepared.secret, { 'rotation:grace': '0m:accepted' });
  if (dual && actor === 'itself') {
    await rotate(cloud, 'rds-postgresql', prepared.secret);
    await cloud.call('UntagResource', {
      SecretName: prepared.secret,
      TagKeys: JSON.stringify(['rotation:admin-secret']),
    });
  }
  return { cloud, prepared, [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose]() };
}

const cases = engines('postgresql').flatMap((server) =>
  strategies.map((strategy) => ({ server, strategy, version: server.version })),
);

describe.each(cases)('an emergency on PostgreSQL $version, $strategy by an admin', ({ server, strategy }) => {
  const leakedOf = async ({ account }: Prepared, value: Login): Promise<[Login, string]> => [
    { user: value.user, password: value.password },
    account.user,
  ];

  it.each(['logins that come back', 'settings that change'])(
    'is not stopped by locks, limits, idle transactions and %s',
    async (last) => {
      await using scene = await begin(server, strategy);
      const { cloud, prepared } = scene;
      const { secret, account } = prepared;
      await asAdmin(server, (query) => query(`alter role ${account.user} connection limit 6`));
      // Its code is loaded by then, as in a function that has been in use.
      await plan(cloud, 'rds-postgresql', secret);
      const { user, password } = await currentLogin(cloud, secret);
      const leaked = { user, password };
      await using thief = thiefOf(server, ...(await leakedOf(prepared, leaked)));
      await thief.hold(`select pg_advisory_lock(${keyOf(user, 'secret-rotation')})`);
      await thief.hold(`select pg_advisory_lock(${keyOf(user, 'secret-eviction')})`);
      await thief.hold('begin', `alter role ${user} password 'Of-the-thief-1'`);
      await thief.hold('begin', 'create temp table held (a int)', 'lock table held');
      await thief.hold(`set idle_in_transaction_session_timeout to 0`, 'begin', 'select 1');
      if (last === 'logins that come back') await thief.hold('select 1');
      else await thief.repeat((turn) => `alter role ${user} set work_mem to '${64 + (turn % 900)}kB'`);
      const before = stretched(10_000);
      const began = Date.now();
      let promotedAt = began;
      const result = await evict(cloud, 'rds-postgresql', secret, {
        account: user,
        emit: ({ event }) => {
          if (event === 'promoted') promotedAt = Date.now();
        },
      });
      const took = Date.now() - began;
      expect(result).toMatchObject({ Outcome: 'evicted' });
      await expect.poll(() => thief.isIn).toBe(0);
      expect(thief.lastLogin).toBeLessThan(promotedAt);
      expect(took).toBeLessThan(Math.max(before, stretched(10_000)));
      expect(await login(server, leaked)).toBeDefined();
      expect(await login(server, await currentLogin(cloud, secret))).toBeUndefined();
      const rows = await asAdmin(server, (query) =>
        query(`select from pg_stat_activity where usename = '${user}'`),
      );
      expect(rows).toEqual([]);
    },
  );

  it('lists a prepared transaction that it may not end, and ends it where it may', async () => {
    await using scene = await begin(server, strategy);
    const { cloud, prepared } = scene;
    const { secret, account } = prepared;
    const leaked = await currentLogin(cloud, secret);
    await using thief = thiefOf(server, ...(await leakedOf(prepared, leaked)));
    await thief.hold(
      'create schema if not exists held',
      'begin',
      'create table held.one (a int)',
      `prepare transaction 'left-by-${account.user}'`,
    );
    const result = await evict(cloud, 'rds-postgresql', secret).catch((error) => error);
    expect(result.code ?? result.Outcome).toBe('not-evicted');
    expect(JSON.stringify([result, String(result.message)])).toContain(`left-by-${account.user}`);
    expect(await login(server, leaked)).toBeDefined();
    await asAdmin(server, (query) => query(`rollback prepared 'left-by-${account.user}'`), account.user);
  });

  if (Number(server.version) < 16)
    it('lists whom a thief has made a member of the account', async () => {
      await using scene = await begin(server, strategy);
      const { cloud, prepared } = scene;
      const { secret, account } = prepared;
      const leaked = await currentLogin(cloud, secret);
      await asAdmin(server, (query) => query(`create role ${account.user}_friend login`));
      await using thief = thiefOf(server, ...(await leakedOf(prepared, leaked)));
      await thief.hold(`grant ${account.user} to ${account.user}_friend`);
      const result = await evict(cloud, 'rds-postgresql', secret).catch((error) => error);
      expect(result.code ?? result.Outcome).toBe('not-evicted');
      expect(JSON.stringify([result, String(result.message)])).toContain(`${account.user}_friend`);
    });

  if (strategy === 'alternating-users')
    it('leaves both logins as a rotation needs them', async () => {
      await using scene = await begin(server, strategy);
      const { cloud, prepared } = scene;
      const { secret } = prepared;
      await rotate(cloud, 'rds-postgresql', secret);
      expect(await evict(cloud, 'rds-postgresql', secret)).toMatchObject({ Outcome: 'evicted' });
      for (let turn = 0; turn < 2; turn += 1) {
        expect(await rotate(cloud, 'rds-postgresql', secret)).toMatchObject({ Outcome: 'rotated' });
        expect(await login(server, await currentLogin(cloud, secret))).toBeUndefined();
      }
    });
});

describe.each(engines('postgresql'))('an emergency on PostgreSQL $version without an admin', (server) => {
  it.each([
    ['single-user', 0],
    ['alternating-users', 0],
    ['alternating-users', 1],
  ] as const)(
    'waits for no lock on the password that a session of the account holds (%s, after %i more)',
    async (strategy, turns) => {
      await using scene = await begin(server, strategy, 'itself');
      const { cloud, prepared } = scene;
      const { secret } = prepared;
      // The login that is to act has the one place that is left.
      if (strategy === 'alternating-users')
        await asAdmin(server, async (query) => {
          for (const name of [prepared.account.user, `${prepared.account.user}_rt`])
            await query(`alter role ${name} connection limit 4`);
        });
      for (let turn = 0; turn < turns; turn += 1) await rotate(cloud, 'rds-postgresql', secret);
      const leaked = await currentLogin(cloud, secret);
      const { user, password } = leaked;
      await using thief = thiefOf(server, { user, password }, prepared.account.user);
      await thief.hold('begin', `alter role ${prepared.account.user} password 'Of-the-thief-1'`);
      await thief.hold('begin', 'select 1');
      await thief.repeat(
        (turn) => `alter role ${prepared.account.user} set work_mem to '${64 + (turn % 900)}kB'`,
      );
      expect(await evict(cloud, 'rds-postgresql', secret)).toMatchObject({ Outcome: 'evicted' });
      expect(await login(server, leaked)).toBeDefined();
      expect(await login(server, await currentLogin(cloud, secret))).toBeUndefined();
      await expect.poll(() => thief.isIn).toBe(0);
    },
  );

  it('makes room for the proof of the new value, where sessions that hold nothing have all places', async () => {
    await using scene = await begin(server, 'single-user', 'itself');
    const { cloud, prepared } = scene;
    const { secret, account } = prepared;
    await asAdmin(server, (query) => query(`alter role ${account.user} connection limit 3`));
    const leaked = await currentLogin(cloud, secret);
    const { user, password } = leaked;
    await using thief = thiefOf(server, { user, password }, account.user);
    for (let count = 0; count < 2; count += 1) await thief.hold('select 1');
    expect(await evict(cloud, 'rds-postgresql', secret)).toMatchObject({ Outcome: 'evicted' });
    await expect.poll(() => thief.isIn).toBe(0);
    expect(await login(server, leaked)).toBeDefined();
    expect(await login(server, await currentLogin(cloud, secret))).toBeUndefined();
  });
});
