import { describe, expect, it } from 'vitest';
import type { SandboxOptions } from '../../../shared/sandbox/sandbox.ts';
import { families } from '../../support/servers/running.ts';
import type { ServerAddress } from '../../support/servers/server.ts';
import { type Cloud, startCloud } from '../../support/stand/cloud.ts';
import { currentLogin } from '../../support/stand/current-login.ts';
import { ready } from '../../support/stand/database-subjects.ts';
import { functionCalls } from '../../support/stand/function-calls.ts';
import { Halt } from '../../support/stand/halt.ts';
import { asAdmin, login, session } from '../../support/stand/login.ts';
import { evict, plan, type RotateOptions, retire, rotate, verify } from '../../support/stand/rotate.ts';
import { type Prepared, prepare, type Setting } from '../../support/stand/settings.ts';
import { statusOf } from '../../support/stand/status.ts';
import { storedValue } from '../../support/stand/stored-value.ts';
import { sweep } from '../../support/stand/sweep.ts';
import { Timepiece } from '../../support/stand/timepiece.ts';

const mysql = { engine: 'mysql', type: 'rds-mysql', actor: 'rds-api' } as const;
const postgresql = { engine: 'postgresql', type: 'rds-postgresql', actor: 'rds-api' } as const;
const alternating = { strategy: 'alternating-users', dual: true } as const;
const single = { strategy: 'single-user', dual: false } as const;
const onMysql: Setting = { ...mysql, ...alternating };
const onPostgresql: Setting = { ...postgresql, ...alternating };

const serverOf = ({ engine }: Setting): ServerAddress => {
  const server = families(engine).at(-1);
  if (!server) throw new Error(`there is no ${engine}`);
  return server;
};

class Scene implements AsyncDisposable {
  readonly cloud: Cloud;
  readonly prepared: Prepared;
  readonly clock: Timepiece | undefined;

  constructor(cloud: Cloud, prepared: Prepared, clock?: Timepiece) {
    this.cloud = cloud;
    this.prepared = prepared;
    this.clock = clock;
  }

  get #type(): string {
    return this.prepared.setting.type;
  }

  get instance(): string {
    return `rm-${this.prepared.account.user}`;
  }

  get second(): string {
    return `${this.prepared.account.user}_rt`;
  }

  rotate = (more: RotateOptions = {}) =>
    rotate(this.cloud, this.#type, this.prepared.secret, { ...this.#options, ...more });
  plan = () => plan(this.cloud, this.#type, this.prepared.secret, this.#options);
  retire = () => retire(this.cloud, this.#type, this.prepared.secret, this.#options);
  evict = () => evict(this.cloud, this.#type, this.prepared.secret, this.#options);
  repair = () => verify(this.cloud, this.#type, this.prepared.secret, { ...this.#options, repair: true });
  sweep = () => sweep(this.cloud, this.#type);

  get #options() {
    return this.clock ? { clock: this.clock } : {};
  }

  /** What the server says to a stored value. */
  async says(version?: string): Promise<string | undefined> {
    const { AccountName: user, AccountPassword: password } = JSON.parse(
      await storedValue(this.cloud, this.prepared.secret, version),
    );
    return login(this.prepared.server, { user, password });
  }

  rds = (action: string, more: Readonly<Record<string, string>>) =>
    this.cloud.rds(action, { DBInstanceId: this.instance, ...more });

  query = (statement: string) => asAdmin(this.prepared.server, (query) => query(statement));

  /** Stores the value with other fields. */
  async alter(fields: Readonly<Record<string, unknown>>): Promise<void> {
    const value = { ...JSON.parse(await storedValue(this.cloud, this.prepared.secret)), ...fields };
    await this.cloud.call('PutSecretValue', {
      SecretName: this.prepared.secret,
      VersionId: 'altered',
      SecretData: JSON.stringify(value),
    });
  }

  /** Calls of the function that change an account. */
  get changes(): readonly string[] {
    const made = functionCalls(this.cloud).filter(({ serviceName }) => serviceName === 'Rds');
    return made.map(({ eventName }) => eventName).filter((name) => !name.startsWith('Describe'));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cloud[Symbol.asyncDispose]();
  }
}

async function begin(setting: Setting, { clock, ...options }: SandboxOptions & { clock?: Timepiece } = {}) {
  const server = serverOf(setting);
  const cloud = await startCloud(server.certificateAuthorityFile, {
    ...options,
    ...(clock && { clock }),
  });
  const prepared = await prepare(cloud, server, setting);
  return new Scene(cloud, prepared, clock);
}

describe.concurrent('the API of RDS changes nothing', () => {
  it.each<[string, string, (scene: Scene) => Promise<unknown>, RegExp]>([
    [
      'without the id of the instance',
      'secret-malformed',
      (scene) => scene.alter({ DBInstanceId: undefined }),
      /DBInstanceId/,
    ],
    [
      'on an instance that the role of the function may not change',
      'privilege-missing',
      (scene) => scene.alter({ DBInstanceId: 'rm-other' }),
      /rm-other/,
    ],
    [
      'on an instance that has another address',
      'admin-mismatch',
      async (scene) => {
        const { server } = scene.prepared;
        place(scene, { Endpoints: [{ ConnectionString: 'rm-x.mysql.rds.aliyuncs.com', Port: server.port }] });
      },
      /Endpoint/,
    ],
    [
      'on an instance that has another port',
      'admin-mismatch',
      async (scene) => {
        const { server } = scene.prepared;
        place(scene, { Endpoints: [{ ConnectionString: server.host, Port: server.port + 1 }] });
      },
      /Port/,
    ],
    [
      'on an instance of another engine',
      'secret-malformed',
      async (scene) => place(scene, { Engine: 'MariaDB' }),
      /MariaDB/,
    ],
    [
      'of an account that RDS does not list',
      'strategy-unavailable',
      async (scene) => {
        const { user, password } = scene.prepared.account;
        await scene.rds('DeleteAccount', { AccountName: user });
        await scene.query(`create user '${user}'@'%' identified by '${password}'`);
        await scene.query(`grant all on ${user}.* to '${user}'@'%'`);
      },
      /does not list/,
    ],
    [
      'where a statement has given the account what the API cannot give',
      'rights-differ',
      async (scene) => {
        const { user } = scene.prepared.account;
        await scene.query(`create table ${user}.orders (id int)`);
        await scene.query(`grant references (id) on ${user}.orders to '${user}'@'%'`);
      },
      /orders/,
    ],
    [
      'where the server lets the account in by an entry for another host',
      'strategy-unavailable',
      async (scene) => {
        const { user, password } = scene.prepared.account;
        await scene.query(`create user '${user}'@'localhost' identified by '${password}'`);
        await scene.query(`grant all on ${user}.* to '${user}'@'localhost'`);
      },
      /all hosts/,
    ],
    [
      'where RDS lists the rights of the account as Custom',
      'rights-differ',
      (scene) =>
        scene.query(
          `revoke trigger on ${scene.prepared.account.user}.* from '${scene.prepared.account.user}'@'%'`,
        ),
      /Custom/,
    ],
    [
      'where the second account is somebody else’s',
      'stranger-in-place',
      (scene) =>
        scene.rds('CreateAccount', { AccountName: scene.second, AccountPassword: 'Of-a-stranger-1' }),
      /_rt/,
    ],
  ])('%s', async (_, code, spoil, words) => {
    await using scene = await begin(onMysql);
    await spoil(scene);
    await expect(scene.rotate()).rejects.toMatchObject({
      code,
      aftermath: 'untouched',
      message: expect.stringMatching(words),
    });
    expect(scene.changes).toEqual([]);
    expect(await login(scene.prepared.server, scene.prepared.account)).toBeUndefined();
  });

  it('while the instance is not running, which a timer comes back for', async () => {
    await using scene = await begin(onMysql);
    const { cloud, prepared } = scene;
    await cloud.tag(prepared.secret, { 'rotation:schedule': 'every:1d', 'rotation:grace': '7h' });
    cloud.sandbox.rdsInstances.change(scene.instance, { DBInstanceStatus: 'Restarting' });
    expect(await scene.rotate()).toMatchObject({
      Outcome: 'postponed',
      Reason: expect.stringContaining('Restarting'),
    });
    expect((await statusOf(cloud, prepared.secret)) ?? '').not.toContain('failures=1');
    cloud.sandbox.rdsInstances.change(scene.instance, { DBInstanceStatus: 'Running' });
    expect(await scene.rotate()).toMatchObject({ Outcome: 'rotated' });
  });

  it('for an account that a value of another account of its server opens', async () => {
    await using scene = await begin(onMysql);
    const { cloud, prepared } = scene;
    const theirs = `${prepared.account.user}x`;
    await scene.rds('CreateAccount', { AccountName: theirs, AccountPassword: 'Of-somebody-else-1' });
    await cloud.tag(prepared.secret, { 'rotation:second-account': prepared.account.user });
    await scene.alter({ AccountName: theirs, AccountPassword: 'Made-up-1-by-mallory' });
    await expect(scene.rotate()).rejects.toMatchObject({ code: 'refused', aftermath: 'untouched' });
    expect(scene.changes).toEqual([]);
    const { server } = prepared;
    expect(await login(server, { user: theirs, password: 'Of-somebody-else-1' })).toBeUndefined();
  });

  it('at the end of a grace where the previous value is the last that works', async () => {
    await using scene = await begin(onMysql, { clock: new Timepiece() });
    await scene.rotate();
    await scene.query(`alter user '${scene.second}'@'%' identified by 'By-somebody-1'`);
    scene.clock?.pass(25 * 3_600_000);
    const before = scene.changes.length;
    expect(await scene.retire()).toMatchObject({ Outcome: 'kept' });
    expect(scene.changes).toHaveLength(before);
    expect(await scene.says('v0')).toBeUndefined();
  });

  it('of an account that is a privileged one, unless the configuration names the secret', async () => {
    await using scene = await begin({ ...mysql, ...single });
    const { cloud, prepared } = scene;
    const { user, password } = prepared.account;
    await scene.rds('DeleteAccount', { AccountName: user });
    await scene.rds('CreateAccount', { AccountName: user, AccountPassword: password, AccountType: 'Super' });
    await expect(scene.rotate()).rejects.toMatchObject({
      code: 'strategy-unavailable',
      aftermath: 'untouched',
    });
    cloud.configure({ superAccounts: [prepared.secret] });
    expect(await scene.rotate()).toMatchObject({ Outcome: 'rotated' });
    expect(await scene.says()).toBeUndefined();
  });

  it('for a type that has no accounts in RDS', async () => {
    await using cloud = await startCloud(undefined);
    await cloud.createSecret('token', 'first', {
      'rotation:type': 'generic',
      'rotation:strategy': 'none',
      'rotation:admin-secret': 'rds-api',
    });
    await expect(rotate(cloud, 'generic', 'token')).rejects.toMatchObject({
      code: 'policy-malformed',
      message: expect.stringContaining('rds-api'),
    });
  });
});

type Instance = Parameters<Cloud['sandbox']['rdsInstances']['place']>[0];

/** Shows the server as another instance than it was. */
function place(scene: Scene, other: Partial<Instance>): Scene {
  const { server } = scene.prepared;
  scene.cloud.sandbox.rdsInstances.place({
    DBInstanceId: scene.instance,
    Engine: 'MySQL',
    EngineVersion: server.version,
    Endpoints: [{ ConnectionString: server.host, Port: server.port }],
    Host: server.host,
    Port: server.port,
    AdminName: server.admin.user,
    AdminPassword: server.admin.password,
    CertificateAuthority: server.certificateAuthority,
    ...other,
  });
  return scene;
}

describe.concurrent('the API of RDS', () => {
  it('gives the second account what the first one has by then, and takes what it has no more', async () => {
    await using scene = await begin(onMysql);
    const { user } = scene.prepared.account;
    await scene.query(`create database ${user}b`);
    const inB = { DBName: `${user}b`, AccountPrivilege: 'ReadOnly' };
    await scene.rds('GrantAccountPrivilege', { AccountName: user, ...inB });
    expect(await scene.rotate()).toMatchObject({ Outcome: 'rotated' });
    const created = await currentLogin(scene.cloud, scene.prepared.secret);
    await session(scene.prepared.server, created, (query) => query(`show tables from ${user}b`));
    await scene.rds('RevokeAccountPrivilege', { AccountName: scene.second, DBName: `${user}b` });
    expect(await scene.rotate()).toMatchObject({ Outcome: 'rotated' });
    const { user: now, password } = await currentLogin(scene.cloud, scene.prepared.secret);
    expect(now).toBe(user);
    await expect(
      session(scene.prepared.server, { user, password }, (query) => query(`show tables from ${user}b`)),
    ).rejects.toThrow(/denied/i);
  });

  it.each([
    ['CreateAccount', onMysql],
    ['GrantAccountPrivilege', onMysql],
    ['ResetAccountPassword', { ...mysql, ...single }],
    ['ResetAccountPassword', onPostgresql],
  ] as const)('is asked again where the answer to %s is lost', async (action, setting) => {
    await using scene = await begin(setting);
    scene.cloud.sandbox.faults.ask({ fault: { kind: 'lose-reply' }, action, skip: 0, times: 1 });
    expect(await scene.rotate()).toMatchObject({ Outcome: 'rotated' });
    expect(await scene.says()).toBeUndefined();
  });

  it.each([
    ['Unavailable', onMysql],
    ['Available', { ...mysql, ...single }],
    ['Unavailable', onPostgresql],
  ] as const)('is waited for where a change takes a while, and is %s meanwhile', async (status, setting) => {
    await using scene = await begin(setting, {
      switches: { rdsStatusDuringChange: status, rdsDescribeMissing: 'refused', rdsChangeDelay: 700 },
    });
    const refusals = await ready(scene.prepared).watchRefusals();
    expect(await scene.rotate()).toMatchObject({ Outcome: 'rotated' });
    expect(await scene.says()).toBeUndefined();
    // One login may be too early where RDS does not say that the change is under way.
    expect(await refusals()).toBeLessThanOrEqual(status === 'Available' ? 1 : 0);
  });

  it('changes nothing in an emergency where it can make no equal account, and ends the leaked value of one account', async () => {
    await using scene = await begin(onMysql);
    const { account, server, secret } = scene.prepared;
    await scene.query(`revoke trigger on ${account.user}.* from '${account.user}'@'%'`);
    await expect(scene.evict()).rejects.toMatchObject({
      code: 'strategy-unavailable',
      aftermath: 'untouched',
      message: expect.stringMatching(/Custom.*rotation:strategy single-user/),
    });
    expect(scene.changes).toEqual([]);
    await scene.cloud.tag(secret, { 'rotation:strategy': 'single-user' });
    await expect(scene.evict()).rejects.toMatchObject({
      code: 'not-evicted',
      message: expect.stringContaining('second password'),
    });
    expect(await login(server, account)).toBeDefined();
    expect(await scene.says()).toBeUndefined();
  });

  it('ends a leaked value where RDS ends the sessions of an account whose password it sets', async () => {
    await using scene = await begin({ ...mysql, ...single }, { switches: { rdsResetSessions: 'end' } });
    expect(await scene.evict()).toMatchObject({ Outcome: 'evicted' });
    expect(await login(scene.prepared.server, scene.prepared.account)).toBeDefined();
    expect(await scene.says()).toBeUndefined();
  });

  it.each([
    ['mysql', onMysql],
    ['postgresql', onPostgresql],
  ] as const)('ends the previous value after its grace on %s', async (_, setting) => {
    await using scene = await begin(setting, { clock: new Timepiece() });
    await scene.rotate();
    scene.clock?.pass(25 * 3_600_000);
    expect(await scene.says('v0')).toBeUndefined();
    expect(await scene.retire()).toMatchObject({ Outcome: 'retired' });
    expect(await scene.says('v0')).toBeDefined();
    expect(await scene.says()).toBeUndefined();
    expect(await scene.rotate()).toMatchObject({ Outcome: 'rotated' });
    expect(await scene.says()).toBeUndefined();
  });

  it('ends a leaked value of PostgreSQL in an emergency, and proves it', async () => {
    await using scene = await begin(onPostgresql);
    expect(await scene.evict()).toMatchObject({ Outcome: 'evicted' });
    expect(await scene.says('v0')).toBeDefined();
    expect(await scene.says()).toBeUndefined();
  });

  it('tells what an emergency on MySQL cannot prove, after it has ended the leaked value', async () => {
    await using scene = await begin(onMysql);
    await expect(scene.evict()).rejects.toMatchObject({
      code: 'not-evicted',
      aftermath: 'applied',
      message: expect.stringContaining('second password'),
    });
    expect(await scene.says('v0')).toBeDefined();
    expect(await scene.says()).toBeUndefined();
  });

  it.each([
    ['mysql', { ...mysql, ...single }],
    ['postgresql', onPostgresql],
  ] as const)('takes nothing from an emergency where its call comes late, on %s', async (_, setting) => {
    await using scene = await begin(setting);
    const halt = new Halt({ of: 'set', number: 1, moment: 'before' });
    const late = scene.rotate({ halt }).catch((error: unknown) => error);
    await halt.reached;
    await halt.loseLock();
    expect(await scene.evict()).toMatchObject({ Outcome: 'evicted' });
    halt.release();
    expect(await late).not.toMatchObject({ Outcome: 'rotated' });
    expect(await scene.says()).toBeUndefined();
  });

  describe.each([
    ['mysql', onMysql],
    ['postgresql', onPostgresql],
  ] as const)('beside an account of %s whose password somebody has changed', (_, setting) => {
    const change = (scene: Scene, user: string) =>
      scene.query(
        setting.engine === 'postgresql'
          ? `alter role ${user} password 'Changed-by-hand-1'`
          : `alter user '${user}'@'%' identified by 'Changed-by-hand-1'`,
      );

    it('sets the stored value again, as the other account of the pair logs in', async () => {
      await using scene = await begin(setting);
      await scene.rotate();
      await change(scene, scene.second);
      expect(await scene.says()).toBeDefined();
      expect(await scene.repair()).toMatchObject({ Outcome: 'repaired' });
      expect(await scene.says()).toBeUndefined();
    });

    it('changes nothing where no stored value logs in', async () => {
      await using scene = await begin(setting);
      await change(scene, scene.prepared.account.user);
      for (const ask of [scene.repair, scene.evict, scene.rotate])
        await expect(ask()).rejects.toMatchObject({ code: 'refused', aftermath: 'untouched' });
      expect(scene.changes).toEqual([]);
    });
  });

  it('repairs nothing but passwords', async () => {
    await using scene = await begin(onMysql);
    await scene.alter({ DBName: 'nowhere' });
    await expect(scene.repair()).rejects.toMatchObject({
      code: 'strategy-unavailable',
      aftermath: 'untouched',
    });
    expect(scene.changes).toEqual([]);
  });

  it('leaves the second login of PostgreSQL to somebody who may make it, and says how', async () => {
    await using scene = await begin({ ...onPostgresql, ...single });
    const { user } = scene.prepared.account;
    await scene.cloud.tag(scene.prepared.secret, { 'rotation:strategy': 'alternating-users' });
    const words = `rotation-second-of-${user}`;
    expect(JSON.stringify(await scene.plan())).toContain(words);
    await expect(scene.rotate()).rejects.toMatchObject({
      code: 'strategy-unavailable',
      aftermath: 'untouched',
      message: expect.stringContaining(`grant "${user}" to "${scene.second}"`),
    });
    await scene.rds('CreateAccount', {
      AccountName: scene.second,
      AccountPassword: 'Made-by-a-person-1',
      AccountDescription: words,
    });
    await expect(scene.rotate()).rejects.toMatchObject({ code: 'rights-differ', aftermath: 'untouched' });
    await scene.query(`grant ${user} to ${scene.second}`);
    await scene.query(`alter role ${scene.second} set role to '${user}'`);
    expect(await scene.rotate()).toMatchObject({ Outcome: 'rotated', Strategy: 'alternating-users' });
    expect(await scene.says()).toBeUndefined();
  });

  it('is named where it would do what nobody else can', async () => {
    await using scene = await begin(onMysql);
    await scene.cloud.call('UntagResource', {
      SecretName: scene.prepared.secret,
      TagKeys: JSON.stringify(['rotation:admin-secret']),
    });
    await expect(scene.rotate()).rejects.toMatchObject({
      code: 'strategy-unavailable',
      message: expect.stringContaining('rotation:admin-secret rds-api'),
    });
  });

  it('is gone on with where RDS ends the sessions of an account whose password it sets', async () => {
    await using scene = await begin({ ...mysql, ...single }, { switches: { rdsResetSessions: 'end' } });
    // The session that holds the lock was one of them.
    await expect(scene.rotate()).rejects.toMatchObject({
      aftermath: expect.stringMatching(/applied|unknown/),
    });
    await scene.rotate();
    expect(await scene.says()).toBeUndefined();
  });
});
