import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engines } from '../../../support/servers/running.ts';
import { type Cloud, startCloud } from '../../../support/stand/cloud.ts';
import { currentLogin } from '../../../support/stand/current-login.ts';
import { exhaustive } from '../../../support/stand/exhaustive.ts';
import { asAdmin, type Login, session, login as tryLogin } from '../../../support/stand/login.ts';
import { evict, retire, rollback, rotate, runStep, verify } from '../../../support/stand/rotate.ts';
import { type Prepared, prepare } from '../../../support/stand/settings.ts';
import { stagesOf } from '../../../support/stand/stages.ts';
import { storedValue } from '../../../support/stand/stored-value.ts';
import { ask, askAlone, connect } from './application/ask.ts';
import { makeApplication } from './application/made.ts';
import { afterwards, different, sights } from './application/sights.ts';

const kinds = ['createrole', 'none', 'superuser'] as const;
const subjects = engines('postgresql').flatMap((server) =>
  kinds.slice(0, exhaustive ? 3 : 1).map((kind) => ({ server, kind })),
);
const rotations = exhaustive ? 6 : 2;
const steps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;
const type = 'rds-postgresql';
const setting = {
  engine: 'postgresql',
  type,
  strategy: 'alternating-users',
  actor: 'admin',
  dual: true,
} as const;

/** One life: each case goes on from where the one before it ended. */
const inOrder = { shuffle: false };

for (const { server, kind } of subjects) {
  describe(`an application on PostgreSQL ${server.version}, with admin: ${kind}`, inOrder, () => {
    let cloud: Cloud;
    let prepared: Prepared;
    /** What the application saw before its account was ever rotated, and what somebody has changed since on purpose. */
    let expected: Readonly<Record<string, unknown>>;
    let kept: pg.Client[] = [];

    const of = (questions: Readonly<Record<string, string>>) =>
      Object.fromEntries(
        Object.entries(questions).map(([title, text]) => [title, text.replaceAll('{app}', app())]),
      );
    const app = () => prepared.account.user;
    const secondLogin = () => `${app()}_rt`;
    const asSuperuser = (text: string) => asAdmin(server, (query) => query(text), app());

    async function look(login: Login): Promise<Readonly<Record<string, unknown>>> {
      const client = await connect(server, login);
      try {
        return { ...(await ask(client, of(sights))), ...(await askAlone(server, login, of(afterwards))) };
      } finally {
        await client.end();
      }
    }

    async function current(): Promise<Login> {
      const { user, password } = await currentLogin(cloud, prepared.secret);
      return { user, password, database: app() };
    }

    async function previous(): Promise<Login> {
      const { previous: version } = await stagesOf(cloud, prepared.secret);
      const value = JSON.parse(await storedValue(cloud, prepared.secret, version));
      return { user: value.AccountName, password: value.AccountPassword, database: app() };
    }

    /** A session of the pool that was opened before, and stays. */
    async function keep(): Promise<void> {
      kept.push(await connect(server, await current()));
    }

    async function letGo(): Promise<void> {
      for (const client of kept) await client.end().catch(() => {});
      kept = [];
    }

    async function unchanged(moment: string): Promise<void> {
      expect(await look(await current()), moment).toEqual(expected);
      const inside = Object.fromEntries(Object.keys(sights).map((title) => [title, expected[title]]));
      for (const client of kept) expect(await ask(client, of(sights)), `${moment}, kept`).toEqual(inside);
    }

    async function rotateOnce(turn: number): Promise<void> {
      for (const step of steps) {
        await runStep(cloud, type, prepared.secret, step, `turn-${turn}`);
        await unchanged(`${step} of rotation ${turn}`);
      }
    }

    beforeAll(async () => {
      cloud = await startCloud(server.certificateAuthorityFile);
      prepared = await prepare(cloud, server, setting);
      await cloud.tag(prepared.secret, { 'rotation:grace': '0m:accepted' });
      if (kind === 'superuser') await nameSuperuser();
      await asAdmin(
        server,
        (admin) =>
          session(server, { ...prepared.account, database: app() }, (own) =>
            makeApplication(app(), admin, own),
          ),
        app(),
      );
      expected = await look(await current());
      await keep();
    });
    afterAll(async () => {
      await letGo();
      await cloud[Symbol.asyncDispose]();
    });

    async function nameSuperuser(): Promise<void> {
      const { user, password } = server.admin;
      await cloud.call('PutSecretValue', {
        SecretName: `${prepared.secret}-admin`,
        VersionId: 'superuser',
        SecretData: JSON.stringify({
          AccountName: user,
          AccountPassword: password,
          Endpoint: server.host,
          Port: server.port,
        }),
      });
    }

    it('is asked for enough, and can do something of everything', () => {
      expect(Object.keys(sights).length).toBeGreaterThan(40);
      const refused = Object.entries(expected).filter(([, answer]) => typeof answer === 'string');
      expect(refused.map(([title, code]) => `${title}: ${code}`)).toEqual([
        'a row that another may not insert: 42501',
        'a table it may only read: 42501',
        'a column it may not read: 42501',
        'a publication of another: 42501',
        'a schema it may not use: 42501',
        'row security turned off: 42501',
        'a replication slot: 42501',
        'a right that a rotation found: 42501',
        'a right of the second login: 42501',
      ]);
    });

    it('sees no difference in any step of the first rotations, in new sessions and in those that stay', async () => {
      for (let turn = 1; turn <= rotations; turn += 1) {
        await rotateOnce(turn);
        await keep();
        if (turn === 1 && kind === 'none')
          await cloud.call('UntagResource', {
            SecretName: prepared.secret,
            TagKeys: JSON.stringify(['rotation:admin-secret']),
          });
      }
    });

    it('has what is granted to its account meanwhile, and no more what is revoked, by both logins', async () => {
      await asSuperuser(`grant select on granted_later to ${app()}`);
      await asSuperuser(`revoke select on revoked_later from ${app()}`);
      await asSuperuser(`grant select on second_only to ${secondLogin()}`);
      expected = {
        ...expected,
        'a right that a rotation found': [{ count: '0' }],
        'a right that was taken': '42501',
        'the rights it is told to have': (await look(await current()))['the rights it is told to have'],
      };
      await unchanged('a grant');
      await rotateOnce(rotations + 1);
    });

    it('differs by its login in nothing but what is known to differ', async () => {
      const [one, two] = [await previous(), await current()];
      expect([one.user, two.user]).toEqual([app(), secondLogin()]);
      const denied = '42501';
      const seenBy = ({ user }: Login, session: unknown, onward: unknown) => ({
        'the name by which it logged in': [{ session_user: user }],
        'whom the activity shows': [{ usename: user }],
        'who it is without a role': [{ current_user: user }],
        'another name for its session': session,
        'ending a statement of the second login': denied,
        'giving its account on': onward,
      });
      const onward = Number(server.version) < 16 ? [] : denied;
      expect(await askAlone(server, one, of(different))).toEqual(seenBy(one, [], onward));
      expect(await askAlone(server, two, of(different))).toEqual(seenBy(two, denied, denied));
      const unnamed = { ...two, database: two.user };
      await expect(connect(server, unnamed)).rejects.toMatchObject({ code: '3D000' });
    });

    it('sees no difference after a rollback, a retirement and an emergency', async () => {
      const { secret } = prepared;
      expect(await rollback(cloud, type, secret)).toMatchObject({ Outcome: 'rolled-back' });
      await unchanged('a rollback');
      await rotate(cloud, type, secret);
      await letGo();
      await retire(cloud, type, secret);
      await unchanged('a retirement');
      if (kind !== 'none') {
        await rotate(cloud, type, secret);
        await unchanged('the rotation after it');
        await evict(cloud, type, secret);
        await unchanged('an emergency');
        await rotate(cloud, type, secret);
        await unchanged('the rotation after that');
      }
    });

    it('has what was set for its account meanwhile, once a login was rotated', async () => {
      await asSuperuser(`alter role ${app()} set work_mem to '7MB'`);
      if (kind === 'none') {
        await expect(rotate(cloud, type, prepared.secret)).rejects.toMatchObject({ code: 'rights-differ' });
        await asSuperuser(`alter role ${secondLogin()} set work_mem to '7MB'`);
      }
      expected = {
        ...expected,
        'a setting': [{ work_mem: '7MB' }],
        'a setting after reset all': [{ work_mem: '7MB' }],
      };
      for (let turn = 0; turn < 2; turn += 1) {
        await rotate(cloud, type, prepared.secret);
        await unchanged('a setting');
      }
    });

    it('never comes to a login that works as somebody else, and verify finds such a one', async () => {
      const { secret } = prepared;
      while ((await current()).user !== app()) await rotate(cloud, type, secret);
      await runStep(cloud, type, secret, 'createSecret', 'alone');
      await runStep(cloud, type, secret, 'setSecret', 'alone');
      const before = await current();
      const grantor = kind === 'superuser' ? server.admin : prepared.admin;
      const cut = `set role ${grantor.user}; revoke ${app()} from ${secondLogin()}`;
      await asSuperuser(cut);
      await expect(runStep(cloud, type, secret, 'finishSecret', 'alone')).rejects.toMatchObject({
        code: 'rights-differ',
        message: expect.stringContaining(`sessions work as ${secondLogin()}`),
      });
      expect(await current()).toEqual(before);
      expect(await tryLogin(server, before)).toBeUndefined();
      if (kind === 'none') return;
      await rotate(cloud, type, secret);
      expect((await current()).user).toBe(secondLogin());
      await unchanged('a membership that was mended');
      await asSuperuser(cut);
      expect(await verify(cloud, type, secret)).toMatchObject({
        Checks: expect.arrayContaining([
          expect.objectContaining({
            Stage: 'current',
            State: 'unfit',
            Detail: expect.stringContaining(`sessions work as ${secondLogin()}`),
          }),
        ]),
      });
    });
  });
}
