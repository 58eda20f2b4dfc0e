import { describe, expect, it } from 'vitest';
import { engines } from '../../support/servers/running.ts';
import type { ServerAddress } from '../../support/servers/server.ts';
import { startCloud } from '../../support/stand/cloud.ts';
import { currentLogin } from '../../support/stand/current-login.ts';
import { Halt } from '../../support/stand/halt.ts';
import { asAdmin, type Login, login, openSession } from '../../support/stand/login.ts';
import { evict, rotate, runStep } from '../../support/stand/rotate.ts';
import { prepare, settings } from '../../support/stand/settings.ts';
import { stagesOf } from '../../support/stand/stages.ts';
import { storedValue } from '../../support/stand/stored-value.ts';

const cases = settings
  .filter(({ strategy }) => strategy === 'single-user')
  .flatMap((setting) => engines(setting.engine).map((server) => ({ ...setting, setting, server })));

/** Whether the account may use its database, which is named like it. */
function allow({ engine }: ServerAddress, { user }: Login, isAllowed: boolean): string {
  if (engine === 'postgresql')
    return `${isAllowed ? 'grant' : 'revoke'} connect on database ${user} ${isAllowed ? 'to' : 'from'} public`;
  return isAllowed
    ? `grant select on ${user}.* to '${user}'@'%'`
    : `revoke all privileges on ${user}.* from '${user}'@'%'`;
}

describe.concurrent.each(cases)('on $engine, a value that could not be proven', ({ setting, server }) => {
  it('is given up where it is not the password that fails: the current one logs in again', async () => {
    await using cloud = await startCloud(server.certificateAuthorityFile);
    const { secret, account } = await prepare(cloud, server, setting);
    const before = await storedValue(cloud, secret);
    const halt = new Halt({ number: 1, of: 'test', moment: 'before' });
    const rotating = rotate(cloud, setting.type, secret, { halt }).catch((error: unknown) => error);
    await halt.reached;
    expect(await login(server, account)).toBeDefined();
    await asAdmin(server, (query) => query(allow(server, account, false)));
    halt.release();
    expect(await rotating).toMatchObject({
      aftermath: 'untouched',
      message: expect.stringContaining('data'),
    });
    expect(await login(server, account)).toBeUndefined();
    expect(await storedValue(cloud, secret)).toBe(before);
    expect(await stagesOf(cloud, secret)).toMatchObject({ current: 'v0', pending: undefined });
    await asAdmin(server, (query) => query(allow(server, account, true)));
    expect(await rotate(cloud, setting.type, secret)).toMatchObject({ Outcome: 'rotated' });
  });

  it('is not even set where it was stored earlier: by a whole rotation, and by a single step', async () => {
    await using cloud = await startCloud(server.certificateAuthorityFile);
    const { secret, account } = await prepare(cloud, server, setting);
    await runStep(cloud, setting.type, secret, 'createSecret', 'T1');
    await asAdmin(server, (query) => query(allow(server, account, false)));
    for (const attempt of [
      () => rotate(cloud, setting.type, secret),
      () => runStep(cloud, setting.type, secret, 'setSecret', 'T1'),
    ])
      await expect(attempt()).rejects.toMatchObject({ aftermath: 'untouched' });
    expect(await login(server, account)).toBeUndefined();
    expect(await stagesOf(cloud, secret)).toMatchObject({ current: 'v0', pending: 'T1' });
    await asAdmin(server, (query) => query(allow(server, account, true)));
    expect(await rotate(cloud, setting.type, secret)).toMatchObject({ Outcome: 'rotated', VersionId: 'T1' });
  });
});

// An account that may not enter its database on PostgreSQL enters none: nobody could put its value back.
const entering = cases.filter(({ engine }) => engine !== 'postgresql');

describe.concurrent.each(entering)('on $engine, a value that was set earlier', ({ setting, server }) => {
  it.each(['testSecret', 'finishSecret'] as const)('is given up by a single %s', async (step) => {
    await using cloud = await startCloud(server.certificateAuthorityFile);
    const { secret, account } = await prepare(cloud, server, setting);
    await runStep(cloud, setting.type, secret, 'createSecret', 'T1');
    await runStep(cloud, setting.type, secret, 'setSecret', 'T1');
    expect(await login(server, account)).toBeDefined();
    await asAdmin(server, (query) => query(allow(server, account, false)));
    await expect(runStep(cloud, setting.type, secret, step, 'T1')).rejects.toMatchObject({
      aftermath: 'untouched',
      message: expect.stringContaining('data'),
    });
    expect(await login(server, account)).toBeUndefined();
    expect(await stagesOf(cloud, secret)).toMatchObject({ current: 'v0', pending: undefined });
    await asAdmin(server, (query) => query(allow(server, account, true)));
    expect(await rotate(cloud, setting.type, secret)).toMatchObject({ Outcome: 'rotated' });
  });
});

/** PostgreSQL looks at the places before the password: there they show nothing. */
const counted = cases.filter(({ engine }) => engine !== 'postgresql');

describe.concurrent.each(counted)('on $engine, a value that finds no place', ({ setting, server }) => {
  it('is given up, as the server shows all the same that the current one is right', async () => {
    await using cloud = await startCloud(server.certificateAuthorityFile);
    const { secret, account } = await prepare(cloud, server, setting);
    const limit = (places: number) =>
      asAdmin(server, (query) =>
        query(`alter user '${account.user}'@'%' with max_user_connections ${places}`),
      );
    await limit(10);
    await using pool = await openSession(server, account);
    const halt = new Halt({ number: 1, of: 'test', moment: 'before' });
    const rotating = rotate(cloud, setting.type, secret, { halt }).catch((error: unknown) => error);
    await halt.reached;
    await limit(1);
    halt.release();
    expect(await rotating).toMatchObject({ code: 'busy', aftermath: 'untouched' });
    expect(await stagesOf(cloud, secret)).toMatchObject({ current: 'v0', pending: undefined });
    await pool[Symbol.asyncDispose]();
    await limit(10);
    expect(await login(server, account)).toBeUndefined();
    expect(await rotate(cloud, setting.type, secret)).toMatchObject({ Outcome: 'rotated' });
  });
});

const helped = cases.map(({ server, setting }) => ({
  server,
  setting: { ...setting, actor: 'admin' } as const,
}));

describe.concurrent.each(helped)(
  'on $server.engine, a value that an admin has set, and that cannot be proven',
  ({ setting, server }) => {
    const { type } = setting;
    const begin = async () => {
      const cloud = await startCloud(server.certificateAuthorityFile);
      const { secret, account } = await prepare(cloud, server, setting);
      const { user } = account;
      const root = (...statements: readonly string[]) =>
        asAdmin(
          server,
          async (query) => {
            for (const statement of statements) await query(statement);
          },
          user,
        );
      const whom = server.engine === 'postgresql' ? user : `'${user}'@'%'`;
      // A table that is gone fails the probe whatever value it is run with.
      const make = () => root('create table probed (a int)', `grant select on probed to ${whom}`);
      await make();
      await cloud.configure({ probe: { [secret]: 'select a from probed' } });
      return {
        cloud,
        secret,
        account,
        root,
        whom,
        make,
        drop: () => root('drop table probed'),
        [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose](),
      };
    };
    type Begun = Awaited<ReturnType<typeof begin>>;

    /** Takes the table away once the value is set. */
    const failing = async ({ drop }: Begun, act: (halt: Halt) => Promise<unknown>) => {
      const halt = new Halt({ number: 1, of: 'set', moment: 'after' });
      const begun = act(halt).catch((error: unknown) => error);
      await halt.reached;
      await drop();
      halt.release();
      expect(await begun).toMatchObject({ aftermath: 'applied' });
    };

    it('stays after an emergency, as what was current before may have leaked', async () => {
      await using scene = await begin();
      const { cloud, secret, account } = scene;
      await failing(scene, (halt) => evict(cloud, type, secret, { halt }));
      await expect(rotate(cloud, type, secret)).rejects.toMatchObject({ aftermath: 'applied' });
      expect(await login(server, account)).toBeDefined();
      await scene.make();
      expect(await rotate(cloud, type, secret)).toMatchObject({ Outcome: 'rotated' });
    });

    it('stays where the current one was refused before, whoever has seen to that', async () => {
      await using scene = await begin();
      const { cloud, secret, account } = scene;
      await rotate(cloud, type, secret);
      const refused = await currentLogin(cloud, secret);
      const password = server.engine === 'postgresql' ? 'password' : 'identified by';
      const kind = server.engine === 'postgresql' ? 'role' : 'user';
      await scene.root(`alter ${kind} ${scene.whom} ${password} '${account.password}'`);
      await failing(scene, (halt) => rotate(cloud, type, secret, { halt }));
      expect(await login(server, refused)).toBeDefined();
    });

    it('gives way to the current one where an attempt before has set it', async () => {
      await using scene = await begin();
      const { cloud, secret, account } = scene;
      await runStep(cloud, type, secret, 'createSecret', 'T1');
      await runStep(cloud, type, secret, 'setSecret', 'T1');
      await scene.drop();
      await expect(rotate(cloud, type, secret)).rejects.toMatchObject({ aftermath: 'untouched' });
      expect(await login(server, account)).toBeUndefined();
    });
  },
);

describe.concurrent.each(engines('mysql', 'mariadb'))('two passwords on $engine', (server) => {
  it('are one where an emergency before has set it, whoever goes on', async () => {
    const { engine } = server;
    const setting = {
      engine,
      type: 'rds-mysql',
      strategy: 'dual-password',
      actor: 'admin',
      dual: true,
    } as const;
    await using cloud = await startCloud(server.certificateAuthorityFile);
    const { secret, account } = await prepare(cloud, server, setting);
    await runStep(cloud, setting.type, secret, 'createSecret', 'P');
    const halt = new Halt({ number: 1, of: 'set', moment: 'after' });
    const begun = evict(cloud, setting.type, secret, { halt }).catch((error: unknown) => error);
    await halt.reached;
    const revoked = (isAllowed: boolean) =>
      asAdmin(server, (query) => query(allow(server, account, isAllowed)));
    await revoked(false);
    halt.release();
    expect(await begun).toMatchObject({ aftermath: 'applied' });
    expect(await login(server, account)).toBeDefined();
    await revoked(true);
    await expect(runStep(cloud, setting.type, secret, 'setSecret', 'P')).rejects.toThrow('superseded');
    expect(await rotate(cloud, setting.type, secret)).toMatchObject({ Outcome: 'rotated' });
    expect(await login(server, account)).toBeDefined();
    expect(await login(server, await currentLogin(cloud, secret))).toBeUndefined();
  });
});

const byAdmin = engines('mysql', 'mariadb').flatMap((server) =>
  (['single-user', 'dual-password'] as const).map((strategy) => ({
    server,
    strategy,
    setting: { engine: server.engine, type: 'rds-mysql', strategy, actor: 'admin', dual: false } as const,
  })),
);

describe.concurrent.each(byAdmin)('an admin and $strategy on $server.engine', ({ server, setting }) => {
  it('set nothing while the application has all places of the account', async () => {
    await using cloud = await startCloud(server.certificateAuthorityFile);
    const { secret, account } = await prepare(cloud, server, setting);
    await asAdmin(server, (query) => query(`alter user '${account.user}'@'%' with max_user_connections 1`));
    const pool = await openSession(server, account);
    expect(await rotate(cloud, setting.type, secret)).toMatchObject({ Outcome: 'postponed' });
    expect(await stagesOf(cloud, secret)).toMatchObject({ current: 'v0', pending: undefined });
    await pool[Symbol.asyncDispose]();
    expect(await login(server, account)).toBeUndefined();
    expect(await rotate(cloud, setting.type, secret)).toMatchObject({ Outcome: 'rotated' });
  });
});
