import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Pool, startPgBouncer } from '../../../support/servers/pgbouncer.ts';
import { engines } from '../../../support/servers/running.ts';
import { type Cloud, startCloud } from '../../../support/stand/cloud.ts';
import { currentLogin } from '../../../support/stand/current-login.ts';
import { exhaustive } from '../../../support/stand/exhaustive.ts';
import { plan, rotate, verify } from '../../../support/stand/rotate.ts';
import { type Prepared, prepare, settings } from '../../../support/stand/settings.ts';
import { stagesOf } from '../../../support/stand/stages.ts';
import { storedValue } from '../../../support/stand/stored-value.ts';
import { connect } from './application/ask.ts';

const type = 'rds-postgresql';
const modes = (['session', 'transaction', 'statement'] as const).slice(0, exhaustive ? 3 : 2);
const cases = engines('postgresql')
  .slice(-1)
  .flatMap((server) =>
    settings
      .filter(({ engine, actor }) => engine === 'postgresql' && (exhaustive || actor === 'admin'))
      .flatMap((setting) => modes.map((mode) => ({ server, setting, mode, ...setting }))),
  );

describe.each(cases)('$strategy by $actor through PgBouncer in $mode mode', ({ server, setting, mode }) => {
  let cloud: Cloud;
  let pool: Pool;
  let prepared: Prepared;
  beforeAll(async () => {
    cloud = await startCloud(server.certificateAuthorityFile);
    pool = await startPgBouncer(server, { mode, size: 3 });
    prepared = await make();
    await cloud.tag(prepared.secret, { 'rotation:grace': '0m:accepted' });
  });
  afterAll(async () => {
    await cloud?.[Symbol.asyncDispose]();
    await pool?.[Symbol.asyncDispose]();
  });

  /** The account is made at the server, and the secret names the pool. */
  async function make(): Promise<Prepared> {
    const made = await prepare(cloud, server, setting);
    for (const secret of [made.secret, `${made.secret}-admin`]) {
      const value = await storedValue(cloud, secret).catch(() => undefined);
      if (value === undefined) continue;
      await cloud.call('PutSecretValue', {
        SecretName: secret,
        VersionId: 'through-the-pool',
        SecretData: JSON.stringify({ ...JSON.parse(value), Port: pool.port }),
      });
    }
    return made;
  }

  const application = async (): Promise<pg.Client> =>
    connect(
      { ...server, port: pool.port },
      { ...(await currentLogin(cloud, prepared.secret)), database: prepared.account.user },
    );

  /** What sessions of the pool have that nobody but a rotation sets. */
  async function leftBehind(): Promise<unknown[]> {
    const found: unknown[] = [];
    for (let turn = 0; turn < 4; turn += 1) {
      const client = await application();
      const path = await client.query(`select current_setting('search_path') as path`);
      const limit = await client.query(`select current_setting('lock_timeout') as timeout`);
      const locks = await client.query(
        `select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()`,
      );
      found.push(path.rows[0], limit.rows[0], locks.rows[0]);
      await client.end();
    }
    return found;
  }

  const untouched = () =>
    Array.from({ length: 4 }, () => [{ path: '"$user", public' }, { timeout: '0' }, { count: '0' }]).flat();

  if (mode === 'session')
    it('works, and leaves nothing behind', async () => {
      expect(await plan(cloud, type, prepared.secret)).toMatchObject({ Outcome: 'planned' });
      for (let turn = 0; turn < 2; turn += 1) {
        expect(await rotate(cloud, type, prepared.secret)).toMatchObject({ Outcome: 'rotated' });
        expect(await verify(cloud, type, prepared.secret)).toMatchObject({ Outcome: 'verified' });
        expect(await leftBehind()).toEqual(untouched());
      }
    });
  else
    it.each(['idle', 'busy'])('is refused with nothing changed while the pool is %s', async (load) => {
      const busy =
        load === 'busy' && mode === 'transaction' ? [await application(), await application()] : [];
      for (const client of busy) await client.query('begin; select 1');
      const before = await stagesOf(cloud, prepared.secret);
      const planned = await plan(cloud, type, prepared.secret);
      expect(planned.Outcome).toBe('blocked');
      expect(JSON.stringify(planned)).toContain('direct port');
      await expect(rotate(cloud, type, prepared.secret)).rejects.toMatchObject({
        code: 'strategy-unavailable',
        aftermath: 'untouched',
        message: expect.stringContaining('direct port'),
      });
      await verify(cloud, type, prepared.secret);
      expect(await stagesOf(cloud, prepared.secret)).toEqual(before);
      for (const client of busy) {
        await client.query('commit');
        await client.end();
      }
      expect(await leftBehind()).toEqual(untouched());
    });
});
