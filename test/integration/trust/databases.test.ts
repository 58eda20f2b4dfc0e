import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Result } from '../../../shared/engine/rotation/result.ts';
import { engines } from '../../support/servers/running.ts';
import { type Cloud, startCloud } from '../../support/stand/cloud.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { asAdmin, login } from '../../support/stand/login.ts';
import { evict, plan, retire, rotate, runStep, verify } from '../../support/stand/rotate.ts';
import { type Prepared, prepare, type Setting, settings } from '../../support/stand/settings.ts';
import { stagesOf } from '../../support/stand/stages.ts';
import { storedValue } from '../../support/stand/stored-value.ts';

/** Those in which an admin acts on the account of the secret. */
const cases = settings
  .filter(({ actor, engine }) => actor === 'admin' && (exhaustive || engine !== 'mariadb'))
  .concat({
    engine: 'postgresql',
    type: 'rds-postgresql',
    strategy: 'single-user',
    actor: 'admin',
    dual: false,
  })
  .flatMap((setting, index) => {
    const server = engines(setting.engine).at(-1);
    return server ? [{ ...setting, setting, server, turn: index % 2 }] : [];
  });

/** Somebody's account on the same server, which a secret has nothing to do with, and an admin may alter. */
async function addAccount({ server, setting, account }: Prepared, end: string) {
  const other = { user: `${account.user}_${end}`, password: `Own-value-of-the-${end}` };
  await asAdmin(server, (query) =>
    query(
      setting.engine === 'postgresql'
        ? `create role ${other.user} login password '${other.password}'; grant ${other.user} to ${account.user}_dba with admin option`
        : `create user '${other.user}'@'%' identified by '${other.password}'`,
    ),
  );
  return other;
}

const addVictim = (prepared: Prepared) => addAccount(prepared, 'victim');
/** It has the name that a second account has where the policy gives none. */
const addStranger = (prepared: Prepared) => addAccount(prepared, 'rt');

const failure = (attempt: Promise<Result>): Promise<Result & { code?: string; aftermath?: string }> =>
  attempt.catch((error) => error);

async function put(cloud: Cloud, secret: string, fields: Readonly<Record<string, unknown>>): Promise<void> {
  const value = { ...JSON.parse(await storedValue(cloud, secret)), ...fields };
  await cloud.call('PutSecretValue', {
    SecretName: secret,
    VersionId: randomUUID(),
    SecretData: JSON.stringify(value),
  });
}

describe.each(cases)('$engine, $strategy by an admin', ({ setting, server, turn }) => {
  async function begin(chosen: Setting = setting) {
    const cloud = await startCloud(server.certificateAuthorityFile);
    const prepared = await prepare(cloud, server, chosen);
    await cloud.tag(prepared.secret, { 'rotation:grace': '0m:accepted' });
    const victim = await addVictim(prepared);
    const untouched = async () => {
      expect(await login(server, victim)).toBeUndefined();
      expect(await login(server, prepared.admin)).toBeUndefined();
    };
    return { cloud, prepared, victim, untouched, [Symbol.asyncDispose]: () => cloud[Symbol.asyncDispose]() };
  }
  const { type } = setting;

  const whole = ['rotate', 'plan', 'repair', 'evict', 'retire'] as const;
  const ask = (cloud: Cloud, secret: string, operation: (typeof whole)[number]): Promise<Result> => {
    if (operation === 'rotate') return rotate(cloud, type, secret);
    if (operation === 'plan') return plan(cloud, type, secret);
    if (operation === 'repair') return verify(cloud, type, secret, { repair: true });
    return operation === 'evict' ? evict(cloud, type, secret) : retire(cloud, type, secret);
  };

  /** Each on every engine, and in turn on its strategies. */
  it.each(whole.filter((_, at) => exhaustive || at % 2 === turn))(
    '%s does nothing with an account that a writer has named and cannot open',
    async (operation) => {
      await using scene = await begin();
      const { cloud, prepared, victim } = scene;
      await put(cloud, prepared.secret, { AccountName: victim.user, AccountPassword: 'Made-up-1' });
      const before = await stagesOf(cloud, prepared.secret);
      const result = await failure(ask(cloud, prepared.secret, operation));
      expect(result.code ?? result.Outcome).toMatch(/^(refused|blocked|unable|kept|drifted)$/);
      expect(result.aftermath ?? 'untouched').toBe('untouched');
      expect(await stagesOf(cloud, prepared.secret)).toEqual(before);
      await scene.untouched();
      expect(await login(server, { user: victim.user, password: 'Made-up-1' })).toBeDefined();
      expect(await login(server, prepared.account)).toBeUndefined();
    },
  );

  it.runIf(exhaustive || turn === 1)('no single step does anything with such an account', async () => {
    await using scene = await begin();
    const { cloud, prepared, victim } = scene;
    await put(cloud, prepared.secret, { AccountName: victim.user, AccountPassword: 'Made-up-1' });
    for (const step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const)
      expect(await failure(runStep(cloud, type, prepared.secret, step, 'T-1')), step).toMatchObject({
        aftermath: 'untouched',
      });
    await scene.untouched();
  });

  it.runIf(exhaustive || turn === 0)(
    'the account of the admin is not taken for that of the secret',
    async () => {
      await using scene = await begin();
      const { cloud, prepared } = scene;
      const { user, password } = prepared.admin;
      for (const stored of ['Made-up-1', password]) {
        await put(cloud, prepared.secret, { AccountName: user, AccountPassword: stored });
        const result = await failure(rotate(cloud, type, prepared.secret));
        expect(result).toMatchObject({
          code: stored === password ? 'admin-mismatch' : 'refused',
          aftermath: 'untouched',
        });
        await scene.untouched();
      }
    },
  );

  it('an operator who names the account gets it back, and another name leads nowhere', async () => {
    await using scene = await begin();
    const { cloud, prepared, victim } = scene;
    const { user } = prepared.account;
    await put(cloud, prepared.secret, { AccountPassword: 'Somebody-else-set-1' });
    await put(cloud, prepared.secret, { AccountPassword: 'Somebody-else-set-2' });
    const { secret } = prepared;
    for (const operation of ['rotate', 'repair', 'evict'] as const) {
      const refused = await failure(ask(cloud, secret, operation));
      expect(refused).toMatchObject({ code: 'refused', aftermath: 'untouched' });
      expect(String(Object(refused).message)).toContain(
        `rotator verify ${secret} --repair --account ${user}`,
      );
    }
    for (const account of [victim.user, `${user} `, user.toUpperCase()])
      expect(await failure(verify(cloud, type, secret, { repair: true, account }))).toMatchObject({
        code: 'refused',
        aftermath: 'untouched',
      });
    expect(await verify(cloud, type, secret, { repair: true, account: user })).toMatchObject({
      Outcome: 'repaired',
    });
    expect(await login(server, { user, password: 'Somebody-else-set-2' })).toBeUndefined();
    await put(cloud, secret, { AccountPassword: 'Somebody-else-set-3' });
    await put(cloud, secret, { AccountPassword: 'Somebody-else-set-4' });
    expect(await evict(cloud, type, secret, { account: user })).toMatchObject({ Outcome: 'evicted' });
    await scene.untouched();
  });

  if (setting.strategy === 'alternating-users') {
    it('an account that a tag names for the second one is a stranger, and stays as it is', async () => {
      await using scene = await begin();
      const { cloud, prepared, victim } = scene;
      for (const name of [victim.user, prepared.admin.user]) {
        await cloud.tag(prepared.secret, { 'rotation:second-account': name });
        const planned = await failure(plan(cloud, type, prepared.secret));
        expect(planned.Outcome).toBe('blocked');
        const result = await failure(rotate(cloud, type, prepared.secret));
        expect(result).toMatchObject({ aftermath: 'untouched' });
        expect(['stranger-in-place', 'strategy-unavailable']).toContain(result.code);
        await scene.untouched();
      }
      expect((await stagesOf(cloud, prepared.secret)).count).toBe(1);
    });

    it('an account that only has the name of a second one is a stranger, too', async () => {
      await using scene = await begin();
      const { cloud, prepared } = scene;
      const stranger = await addStranger(prepared);
      expect(await failure(rotate(cloud, type, prepared.secret))).toMatchObject({
        code: 'stranger-in-place',
        aftermath: 'untouched',
      });
      expect(await login(server, stranger)).toBeUndefined();
    });

    it.each(['retire', 'evict'] as const)(
      '%s ends no account that a former value and a tag have named',
      async (operation) => {
        await using scene = await begin();
        const { cloud, prepared, victim } = scene;
        const { secret } = prepared;
        const mine = JSON.parse(await storedValue(cloud, secret));
        await cloud.tag(secret, { 'rotation:second-account': victim.user });
        await put(cloud, secret, { AccountName: victim.user, AccountPassword: 'Made-up-1' });
        await put(cloud, secret, mine);
        for (let time = 0; time < 2; time += 1) {
          const result = await failure(ask(cloud, secret, operation));
          expect(result.code ?? result.Outcome).not.toMatch(/^(retired|evicted)$/);
          await scene.untouched();
        }
      },
    );

    it('a retirement ends no account that has the usual name of a second one, where another one is', async () => {
      await using scene = await begin();
      const { cloud, prepared } = scene;
      const { secret, account } = prepared;
      await cloud.tag(secret, { 'rotation:second-account': `${account.user}_own` });
      for (let turn = 0; turn < 2; turn += 1)
        expect(await rotate(cloud, type, secret)).toMatchObject({ Outcome: 'rotated' });
      const stranger = await addStranger(prepared);
      const mine = JSON.parse(await storedValue(cloud, secret));
      await put(cloud, secret, { AccountName: stranger.user, AccountPassword: 'Made-up-1' });
      await put(cloud, secret, mine);
      // The first one finds no promotion on record, so that the grace begins, and is over.
      for (let time = 0; time < 2; time += 1) {
        const result = await failure(retire(cloud, type, secret));
        expect(result.code ?? result.Outcome).not.toBe('retired');
        expect(await login(server, stranger)).toBeUndefined();
      }
    });

    it('the second account is known again after it was retired, and after an emergency', async () => {
      await using scene = await begin();
      const { cloud, prepared } = scene;
      const { secret } = prepared;
      expect(await rotate(cloud, type, secret)).toMatchObject({ Outcome: 'rotated' });
      expect(await retire(cloud, type, secret)).toMatchObject({ Outcome: 'retired' });
      expect(await rotate(cloud, type, secret)).toMatchObject({ Outcome: 'rotated' });
      expect(await evict(cloud, type, secret)).toMatchObject({ Outcome: 'evicted' });
      expect(await rotate(cloud, type, secret)).toMatchObject({ Outcome: 'rotated' });
      expect(await rotate(cloud, type, secret)).toMatchObject({ Outcome: 'rotated' });
    });
  }
});
