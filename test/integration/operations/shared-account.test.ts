import { describe, expect, it } from 'vitest';
import type { LifecycleEvent } from '../../../shared/engine/rotation/lifecycle.ts';
import { engines } from '../../support/servers/running.ts';
import { startAgedCloud } from '../../support/stand/aged-cloud.ts';
import type { Cloud } from '../../support/stand/cloud.ts';
import { currentLogin } from '../../support/stand/current-login.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { asAdmin, login } from '../../support/stand/login.ts';
import { plan, retire, rotate, verify } from '../../support/stand/rotate.ts';
import { type Prepared, prepare, type Setting, settings } from '../../support/stand/settings.ts';
import { statusOf } from '../../support/stand/status.ts';
import { storedValue } from '../../support/stand/stored-value.ts';
import { sweep } from '../../support/stand/sweep.ts';

/** Where not all is tried, each engine shows what keeps two accounts, and one engine each of the others. */
const isShown = ({ engine, strategy, actor }: Setting) => {
  const other = engine === 'mysql' ? 'dual-password' : 'single-user';
  const shown = strategy === 'alternating-users' || (strategy === other && actor === 'itself');
  return exhaustive || (engine !== 'mariadb' && shown);
};
const cases = settings.filter(isShown).flatMap((setting) => {
  const server = engines(setting.engine).at(-1);
  return server ? [{ ...setting, setting, server }] : [];
});
/** Those whose second account a rotation may make under any name. */
const alternating = cases.filter(
  ({ strategy, actor }) => strategy === 'alternating-users' && actor === 'admin',
);

const due = { 'rotation:schedule': 'every:1d', 'rotation:grace': '12h' };

/** What a second secret has where it differs from the first one. */
interface Difference {
  readonly value?: Readonly<Record<string, unknown>>;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Another secret with what the first one has; the name of the server is another one, which leads to the same. */
async function copy(cloud: Cloud, { secret, setting }: Prepared, { value, tags }: Difference = {}) {
  const name = `${secret}-copy`;
  const actors = { admin: `${secret}-admin`, 'rds-api': 'rds-api', itself: undefined };
  const actor = actors[setting.actor];
  const admin = actor === undefined ? {} : { 'rotation:admin-secret': actor };
  const own = JSON.parse(await storedValue(cloud, secret));
  await cloud.createSecret(
    name,
    { ...own, Endpoint: own.Endpoint.toUpperCase(), ...value },
    { 'rotation:type': setting.type, 'rotation:strategy': setting.strategy, ...admin, ...tags },
  );
  return name;
}

async function begin({ setting, server }: (typeof cases)[number], difference?: Difference) {
  let prepared: Prepared | undefined;
  let other = '';
  const cloud = await startAgedCloud(server.certificateAuthorityFile, async (young) => {
    prepared = await prepare(young, server, setting);
    await young.tag(prepared.secret, due);
    other = await copy(young, prepared, difference);
  });
  if (!prepared) throw new Error('nothing was prepared');
  const { secret } = prepared;
  return {
    cloud,
    prepared,
    secret,
    other,
    /** Whether what is stored logs in, of the first secret and of the second. */
    loggedIn: async () =>
      Promise.all(
        [secret, other].map(
          async (one) => (await login(server, await currentLogin(cloud, one))) === undefined,
        ),
      ),
    sweep: async () => {
      const events: LifecycleEvent[] = [];
      const { Counts } = await sweep(cloud, setting.type, { verify: false }, (event) => events.push(event));
      const told = events.flatMap((one) => (one.event === 'failed' ? `${one.secret} ${one.code}` : []));
      return { Counts, told };
    },
    [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose](),
  };
}

describe.concurrent.each(cases)('two secrets of one account: $engine, $strategy by $actor', (one) => {
  it('are held back by timers, said once, and neither value ends', async () => {
    await using scene = await begin(one, { tags: due });
    const first = await scene.sweep();
    expect(first.Counts).toEqual({ 'held-back': 2 });
    expect(first.told.sort()).toEqual([`${scene.secret} account-shared`, `${scene.other} account-shared`]);
    expect(await scene.sweep()).toEqual({ Counts: { 'held-back': 2 }, told: [] });
    expect(await scene.loggedIn()).toEqual([true, true]);
    expect(await statusOf(scene.cloud, scene.secret)).toMatch(/at=\w{5}\/failures=0:account-shared@/);
  });

  it('are told to who plans or rotates, by another name of the server too', async () => {
    await using scene = await begin(one, { value: { Endpoint: '127.0.0.1' } });
    const { cloud, secret, other, prepared } = scene;
    await verify(cloud, prepared.setting.type, other);
    const { Plan } = await plan(cloud, prepared.setting.type, secret);
    expect(Plan?.Notes.join()).toContain(`the account is also in ${other}`);
    const events: LifecycleEvent[] = [];
    const result = await rotate(cloud, prepared.setting.type, secret, {
      emit: (event) => events.push(event),
    });
    expect(result).toMatchObject({ Outcome: 'rotated', SharedWith: [other] });
    const order = events.map(({ event }) => event);
    expect(order.indexOf('account-shared')).toBeLessThan(order.indexOf('promoted'));
  });

  it('leave the one alone whose value does not log in', async () => {
    await using scene = await begin(one, { tags: due, value: { AccountPassword: 'Not-the-one-1' } });
    const { Counts } = await scene.sweep();
    // Nobody is helped with an account that no stored value opens.
    expect(Counts).toEqual({ rotated: 1, failed: 1 });
    expect((await scene.loggedIn())[0]).toBe(true);
  });
});

describe.concurrent.each(alternating)('the second account of a secret: $engine', (one) => {
  it('is told of where another secret has it, by whatever name, and its value outlives the grace', async () => {
    await using scene = await begin(one);
    const { cloud, secret, prepared, other } = scene;
    const { type } = prepared.setting;
    await cloud.tag(secret, {
      'rotation:second-account': `second${prepared.account.user}`,
      'rotation:grace': '0m:accepted',
    });
    await rotate(cloud, type, secret);
    const { AccountName, AccountPassword } = JSON.parse(await storedValue(cloud, secret));
    expect(AccountName).toBe(`second${prepared.account.user}`);
    const value = { ...JSON.parse(await storedValue(cloud, other)), AccountName, AccountPassword };
    await store(cloud, other, JSON.stringify(value));
    await verify(cloud, type, other);
    const { Plan } = await plan(cloud, type, secret);
    expect(Plan?.Notes.join()).toContain(`the account is also in ${other}`);
    await store(cloud, other, await storedValue(cloud, secret));
    await rotate(cloud, type, secret);
    const kept = await retire(cloud, type, secret);
    expect(kept).toMatchObject({ Outcome: 'kept', Reason: `it is the current value of ${other}` });
    expect(await scene.loggedIn()).toEqual([true, true]);
  });
});

/** Puts a value as current, by hand. */
let stored = 0;
function store(cloud: Cloud, secret: string, value: string): Promise<unknown> {
  stored += 1;
  return cloud.call('PutSecretValue', {
    SecretName: secret,
    VersionId: `by-hand-${stored}`,
    SecretData: value,
  });
}

/** One account of each other server that takes secrets of the type. */
const elsewhere = (one: (typeof cases)[number]) =>
  cases.find(
    ({ type, engine, strategy }) => type === one.type && engine !== one.engine && strategy === one.strategy,
  );

describe.concurrent.each(alternating)('a forged status: $engine', (one) => {
  it('does not make another account, or the same one of another server, one that is shared', async () => {
    await using scene = await begin(one);
    const { cloud, secret, other, prepared } = scene;
    const { type } = prepared.setting;
    await verify(cloud, type, secret);
    const stranger = await prepare(cloud, one.server, one.setting);
    const far = elsewhere(one);
    const forged = [stranger.secret];
    await cloud.call('DeleteSecret', { SecretName: other, ForceDeleteWithoutRecovery: 'true' });
    if (far) {
      const { AccountName, AccountPassword } = JSON.parse(await storedValue(cloud, secret));
      await asAdmin(far.server, (query) =>
        query(`create user '${AccountName}'@'%' identified by '${AccountPassword}'`),
      );
      const Endpoint = far.server.host;
      const value = { AccountName, AccountPassword, Endpoint, Port: far.server.port };
      await cloud.createSecret(`${secret}-far`, value, { 'rotation:type': type });
      forged.push(`${secret}-far`);
    }
    const status = (await statusOf(cloud, secret)) ?? '';
    for (const name of forged) await cloud.tag(name, { 'rotation:status': status });
    const { Counts, told } = await scene.sweep();
    expect(Counts).toMatchObject({ rotated: 1 });
    expect(told).toEqual([]);
    const result = await rotate(cloud, type, secret);
    // An operator is told of the same name at what says that it is the same server, and nothing is tried.
    expect(result.SharedWith ?? []).toEqual(forged.filter((name) => name === `${secret}-far`));
  });
});

describe.concurrent.each(alternating)(
  'an account whose name ends as that of a second one: $engine',
  (one) => {
    it('is not taken for the second one of a secret that it has nothing to do with', async () => {
      await using scene = await begin(one, { tags: due });
      const { cloud, secret, other, prepared } = scene;
      const name = `${prepared.account.user}_rt`;
      const create =
        one.engine === 'postgresql'
          ? `create role ${name} login password 'Of-its-own-1'`
          : `create user '${name}'@'%' identified by 'Of-its-own-1'`;
      await asAdmin(one.server, (query) => query(create));
      for (const each of [secret, other]) await cloud.tag(each, { 'rotation:strategy': 'single-user' });
      const value = {
        ...JSON.parse(await storedValue(cloud, other)),
        AccountName: name,
        AccountPassword: 'Of-its-own-1',
      };
      await store(cloud, other, JSON.stringify(value));
      await verify(cloud, prepared.setting.type, other);
      await verify(cloud, prepared.setting.type, secret);
      // The other one may not be altered by this admin, or may not use this database: neither is held back.
      const { Counts, told } = await scene.sweep();
      expect(told.join()).not.toContain('account-shared');
      expect(Counts).toEqual({ rotated: 1, failed: 1 });
    });
  },
);
