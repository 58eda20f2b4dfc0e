import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { generatePassword, rdsPasswords } from '../../../shared/engine/credentials/password.ts';
import { startMysql } from '../../support/servers/mysql.ts';
import { engines } from '../../support/servers/running.ts';
import type { DatabaseServer } from '../../support/servers/server.ts';
import { startCloud } from '../../support/stand/cloud.ts';
import { currentLogin } from '../../support/stand/current-login.ts';
import { asAdmin, login, session } from '../../support/stand/login.ts';
import { evict, plan, retire, rollback, rotate } from '../../support/stand/rotate.ts';
import { prepare, type Setting, settings } from '../../support/stand/settings.ts';
import { stagesOf } from '../../support/stand/stages.ts';
import { Timepiece } from '../../support/stand/timepiece.ts';

const type = 'rds-mysql';
const hour = 3_600_000;

/** The policy is one of the whole server, so that it is one of its own. */
describe.each(engines('mysql').slice(-1))('the password policy of $engine $version', () => {
  let server: DatabaseServer;
  const root = (...statements: readonly string[]) =>
    asAdmin(server, async (query) => {
      for (const statement of statements) await query(statement);
    });
  beforeAll(async () => {
    server = await startMysql();
    await root(`install component 'file://component_validate_password'`);
  });
  afterAll(() => server[Symbol.asyncDispose]());

  async function begin(strategy: Setting['strategy'], actor: Setting['actor']) {
    const setting = settings.find((one) => one.engine === 'mysql' && one.strategy === strategy);
    if (setting === undefined) return expect.unreachable();
    const clock = new Timepiece();
    const cloud = await startCloud(server.certificateAuthorityFile, { clock });
    const { secret, account } = await prepare(cloud, server, { ...setting, actor });
    return {
      account,
      clock,
      current: () => currentLogin(cloud, secret),
      dismissAdmin: () =>
        cloud.call('UntagResource', { SecretName: secret, TagKeys: '["rotation:admin-secret"]' }),
      plan: () => plan(cloud, type, secret, { clock }),
      stages: () => stagesOf(cloud, secret),
      rotate: () => rotate(cloud, type, secret, { clock }),
      rollback: () => rollback(cloud, type, secret, { clock }),
      retire: () => retire(cloud, type, secret, { clock }),
      evict: () => evict(cloud, type, secret, { clock }),
      [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose](),
    };
  }

  describe('that turns every value down', () => {
    const failing = async (work: () => Promise<unknown>) => {
      await root('set global validate_password.length = 100');
      try {
        const failure = await work().catch((error: unknown) => error);
        expect(failure).toMatchObject({ code: 'password-rejected' });
        return z.instanceof(Error).parse(failure);
      } finally {
        await root('set global validate_password.length = 8');
      }
    };

    it('leaves the other account shut that an emergency before has disabled', async () => {
      await using scene = await begin('alternating-users', 'admin');
      await scene.rotate();
      await scene.evict();
      const leaked = await scene.current();
      const other = { user: `${scene.account.user}_rt`, password: leaked.password };
      await root(`alter user '${other.user}'@'%' account unlock`);
      expect(await login(server, other)).toBeUndefined();
      await root(`alter user '${other.user}'@'%' account lock`);
      await failing(scene.evict);
      await expect(login(server, other)).rejects.toThrow(/locked/);
      expect(await login(server, leaked)).toBeUndefined();
      expect((await scene.evict()).Outcome).toBe('evicted');
      expect(await login(server, await scene.current())).toBeUndefined();
    });

    it.each([
      ['dual-password', 'admin'],
      ['alternating-users', 'itself'],
    ] as const)('names the events that are left disabled, with %s by %s', async (strategy, actor) => {
      await using scene = await begin(strategy, 'admin');
      const { user } = scene.account;
      await root(`grant event on ${user}.* to '${user}'@'%'`);
      await scene.rotate();
      if (actor === 'itself') await scene.dismissAdmin();
      await session(server, await scene.current(), (query) =>
        query(
          `create event ${user}.nightly on schedule every 1 hour starts current_timestamp + interval 1 hour do call ${user}.close_day()`,
        ),
      );
      for (const attempt of ['first', 'second']) {
        const { message } = await failing(scene.evict);
        expect(message, attempt).toContain(`could set a password are disabled: \`${user}\`.\`nightly\``);
      }
      const status = `select status from information_schema.events where event_schema = '${user}'`;
      expect(JSON.stringify(await asAdmin(server, (query) => query(status)))).toContain('DISABLED');
    });

    it('leaves an entry shut that somebody has locked by hand, and lets in by the others', async () => {
      await using scene = await begin('dual-password', 'admin');
      const { user, password } = scene.account;
      const shut = `'${user}'@'10.0.%'`;
      await root(`create user ${shut} identified by '${password}' account lock`);
      await failing(scene.evict);
      const shown = await asAdmin(server, (query) => query(`show create user ${shut}`));
      expect(JSON.stringify(shown)).toContain('ACCOUNT LOCK');
      expect(await login(server, scene.account)).toBeUndefined();
    });
  });
  describe('that wants every character to be another one', () => {
    beforeAll(() => root('set global validate_password.changed_characters_percentage = 100'));
    afterAll(() => root('set global validate_password.changed_characters_percentage = 0'));
    const cases = [
      ['dual-password', 'itself'],
      ['dual-password', 'admin'],
      ['single-user', 'itself'],
    ] as const;

    it.each(cases)('stops no emergency, with %s by %s', async (strategy, actor) => {
      await using scene = await begin(strategy, actor);
      await scene.rotate();
      const leaked = await scene.current();
      expect((await scene.evict()).Outcome).toBe('evicted');
      for (const old of [scene.account, leaked]) expect(await login(server, old)).toBeDefined();
      expect(await login(server, await scene.current())).toBeUndefined();
    });

    it.each(cases.slice(0, 2))(
      'stops no rollback and no retirement, with %s by %s',
      async (strategy, actor) => {
        await using scene = await begin(strategy, actor);
        await scene.rotate();
        expect((await scene.rollback()).Outcome).toBe('rolled-back');
        await scene.rotate();
        expect(await login(server, scene.account)).toBeUndefined();
        scene.clock.pass(25 * hour);
        expect((await scene.retire()).Outcome).toBe('retired');
        expect(await login(server, scene.account)).toBeDefined();
        expect(await login(server, await scene.current())).toBeUndefined();
      },
    );

    const require = 'set global password_require_current';
    it.each([
      ['dual-password', 'as the account demands', 'password require current'],
      ['single-user', 'as the server demands', 'password require current default'],
    ] as const)(
      'is told by a plan, and before anything is changed, where the present one has to be named, too: %s, %s',
      async (strategy, _, demand) => {
        await using scene = await begin(strategy, 'itself');
        const { user } = scene.account;
        const before = await scene.stages();
        await root(`alter user '${user}'@'%' ${demand}`, `${require} = on`);
        try {
          const planned = await scene.plan();
          expect(planned.Outcome).not.toBe('planned');
          expect(planned.Plan?.Missing.join()).toContain('too few of its characters');
          await expect(scene.rotate()).rejects.toMatchObject({
            code: 'password-rejected',
            aftermath: 'untouched',
            message: expect.stringContaining('password require current optional'),
          });
          expect(await scene.stages()).toEqual(before);
          // An emergency tries all the same.
          await expect(scene.evict()).rejects.toMatchObject({
            code: 'password-rejected',
            message: expect.stringContaining('too few of its characters'),
          });
          await root('set global validate_password.changed_characters_percentage = 5');
          expect((await scene.plan()).Outcome).toBe('planned');
          expect((await scene.rotate()).Outcome).toBe('rotated');
        } finally {
          await root(`${require} = off`, 'set global validate_password.changed_characters_percentage = 100');
        }
        expect(await login(server, await scene.current())).toBeUndefined();
      },
    );

    /** The highest demand that at least one value in seventy would meet. */
    const highest = (present: string) => {
      const before = present.toLowerCase();
      const drawn = Array.from({ length: 3_000 }, () => {
        const next = generatePassword({}, rdsPasswords).reveal().toLowerCase();
        return new Set([...next].filter((one) => !before.includes(one))).size;
      });
      const meets = (percentage: number) =>
        drawn.filter((others) => others >= Math.floor((before.length * percentage) / 100)).length;
      return Array.from({ length: 100 }, (_, at) => 100 - at).find((one) => meets(one) * 70 >= drawn.length);
    };

    it.each(['dual-password', 'single-user'] as const)(
      'is drawn until one would do, where few would, with %s',
      async (strategy) => {
        await using scene = await begin(strategy, 'itself');
        const { user, password } = scene.account;
        await root(
          `alter user '${user}'@'%' password require current`,
          `set global validate_password.changed_characters_percentage = ${highest(password)}`,
        );
        try {
          expect((await scene.rotate()).Outcome).toBe('rotated');
        } finally {
          await root('set global validate_password.changed_characters_percentage = 100');
        }
      },
    );

    it.each([
      ['need not name the present one', 'alter user {app} password require current optional'],
      ['may change every account', 'grant create user on *.* to {app}'],
      ['may write the accounts', 'grant update on mysql.* to {app}'],
    ])('does not concern an account that %s', async (_, statement) => {
      await using scene = await begin('dual-password', 'itself');
      const app = `'${scene.account.user}'@'%'`;
      await root(`alter user ${app} password require current`, statement.replace('{app}', app));
      expect((await scene.plan()).Outcome).toBe('planned');
      expect((await scene.rotate()).Outcome).toBe('rotated');
    });
  });
});
