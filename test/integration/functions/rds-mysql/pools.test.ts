import { createHash } from 'node:crypto';
import mysql from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Pool, startMysqlPool } from '../../../support/servers/mysql-pool.ts';
import { engines } from '../../../support/servers/running.ts';
import { type Cloud, startCloud } from '../../../support/stand/cloud.ts';
import { currentLogin } from '../../../support/stand/current-login.ts';
import { exhaustive } from '../../../support/stand/exhaustive.ts';
import { asAdmin, login } from '../../../support/stand/login.ts';
import { evict, plan, rotate, verify } from '../../../support/stand/rotate.ts';
import { type Prepared, prepare, settings } from '../../../support/stand/settings.ts';
import { stagesOf } from '../../../support/stand/stages.ts';
import { storedValue } from '../../../support/stand/stored-value.ts';

const type = 'rds-mysql';
const modes = ['session', 'reuse', 'transaction'] as const;
const size = 4;
const cases = engines('mysql', 'mariadb').flatMap((server) =>
  settings
    .filter(
      ({ engine, strategy }) => engine === server.engine && (exhaustive || strategy === 'dual-password'),
    )
    .flatMap((setting) => modes.map((mode) => ({ server, setting, mode, ...setting }))),
);

describe.each(cases)('$strategy by $actor on $engine through a proxy that shares by $mode', (one) => {
  const { server, setting, mode } = one;
  let cloud: Cloud;
  let pool: Pool;
  let prepared: Prepared;
  beforeAll(async () => {
    cloud = await startCloud(server.certificateAuthorityFile);
    pool = await startMysqlPool(server, { mode, size });
    prepared = await make();
    await cloud.tag(prepared.secret, { 'rotation:grace': '0m:accepted' });
  });
  afterAll(async () => {
    await pool?.[Symbol.asyncDispose]();
    await cloud?.[Symbol.asyncDispose]();
  });

  /** The account is made at the server, and the secret names the proxy. */
  async function make(): Promise<Prepared> {
    const made = await prepare(cloud, server, setting);
    for (const secret of [made.secret, `${made.secret}-admin`]) {
      const value = await storedValue(cloud, secret).catch(() => undefined);
      if (value === undefined) continue;
      await cloud.call('PutSecretValue', {
        SecretName: secret,
        VersionId: 'through-the-proxy',
        SecretData: JSON.stringify({ ...JSON.parse(value), Port: pool.port }),
      });
    }
    return made;
  }

  async function application(): Promise<mysql.Connection> {
    const { user, password } = await currentLogin(cloud, prepared.secret);
    const ca = server.certificateAuthority;
    return mysql.createConnection({ host: server.host, port: pool.port, user, password, ssl: { ca } });
  }

  /** What connections of the proxy have that nobody but a rotation sets. */
  async function leftBehind(): Promise<unknown[]> {
    const found: unknown[] = [];
    const sessions = await Promise.all(Array.from({ length: size }, application));
    for (const session of sessions) await session.query('start transaction');
    for (const session of sessions) {
      const [rows] = await session.query(
        `select
          @@session.wait_timeout = @@global.wait_timeout as wait,
          @@session.lock_wait_timeout = @@global.lock_wait_timeout as locks,
          @@session.sql_mode like '%STRICT_TRANS_TABLES%' as mode`,
      );
      found.push(...(Array.isArray(rows) ? rows : []));
    }
    for (const session of sessions) await session.query('commit');
    for (const session of sessions) await session.end();
    const digest = createHash('sha256').update(prepared.account.user).digest('hex').slice(0, 40);
    const locks = await asAdmin(server, (query) =>
      query(`select is_used_lock('secret-rotation-${digest}') as held`),
    );
    return [...found, ...locks];
  }

  const untouched = () => [
    ...Array.from({ length: size }, () => ({ wait: 1, locks: 1, mode: 1 })),
    { held: null },
  ];

  if (mode !== 'transaction')
    it('works, and leaves nothing behind', async () => {
      expect(await plan(cloud, type, prepared.secret)).toMatchObject({ Outcome: 'planned' });
      for (let turn = 0; turn < 2; turn += 1) {
        expect(await rotate(cloud, type, prepared.secret)).toMatchObject({ Outcome: 'rotated' });
        expect(await verify(cloud, type, prepared.secret)).toMatchObject({ Outcome: 'verified' });
        expect(await login(server, await currentLogin(cloud, prepared.secret))).toBeUndefined();
        expect(await leftBehind()).toEqual(untouched());
      }
    });
  else
    it.each(['idle', 'busy'])('is refused with nothing changed while the proxy is %s', async (load) => {
      const busy = load === 'busy' ? [await application(), await application()] : [];
      for (const session of busy) await session.query('start transaction');
      const before = await stagesOf(cloud, prepared.secret);
      const planned = await plan(cloud, type, prepared.secret);
      expect(planned.Outcome).toBe('blocked');
      expect(JSON.stringify(planned)).toContain('direct port');
      for (const asked of [rotate, evict])
        await expect(asked(cloud, type, prepared.secret)).rejects.toMatchObject({
          code: 'strategy-unavailable',
          aftermath: 'untouched',
          message: expect.stringContaining('direct port'),
        });
      await verify(cloud, type, prepared.secret);
      expect(await stagesOf(cloud, prepared.secret)).toEqual(before);
      for (const session of busy) {
        await session.query('commit');
        await session.end();
      }
      expect(await leftBehind()).toEqual(untouched());
    });
});
