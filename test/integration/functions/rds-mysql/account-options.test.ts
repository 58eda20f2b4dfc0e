import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DatabaseSecret } from '../../../../shared/services/database/database-secret.ts';
import { engines } from '../../../support/servers/running.ts';
import { exhaustive } from '../../../support/stand/exhaustive.ts';
import { Scene } from './scene.ts';

const first = 'First-Secret-1';
const tags = { strategy: 'alternating-users' };
const allEngines = engines('mysql', 'mariadb');

/** How an account is changed, by its server, and what `show create user` says of it then and afterwards. */
interface Change {
  readonly what: string;
  readonly on?: 'mysql' | 'mariadb';
  readonly given: string;
  readonly shown: RegExp;
  readonly taken: string;
}

const changes: readonly Change[] = [
  {
    what: 'a number of failed logins, and how long they lock it',
    on: 'mysql',
    given: 'failed_login_attempts 3 password_lock_time unbounded',
    shown: /FAILED_LOGIN_ATTEMPTS 3 PASSWORD_LOCK_TIME UNBOUNDED/,
    taken: 'failed_login_attempts 0 password_lock_time 0',
  },
  {
    what: 'a comment',
    on: 'mysql',
    given: String.raw`comment 'It''s \\ "ours"'`,
    shown: /"comment": "It\\'s/,
    taken: `attribute '{"comment": null}'`,
  },
  {
    what: 'attributes',
    on: 'mysql',
    given: `attribute '{"id": 1234567890123456789, "of": {"team": [null, 1.10]}, "__proto__": "x"}'`,
    shown: /"of": \{"team": \[null, 1\.1\]\}.*1234567890123456789|1234567890123456789.*"of"/,
    taken: `attribute '{"id": null, "of": {"team": null}, "__proto__": null}'`,
  },
  {
    what: 'a limit of the time of its statements',
    on: 'mariadb',
    given: 'with max_statement_time 51.5',
    shown: /MAX_STATEMENT_TIME 51\.5/,
    taken: 'with max_statement_time 0',
  },
  {
    what: 'limits',
    given: 'with max_queries_per_hour 5000 max_connections_per_hour 600',
    shown: /MAX_QUERIES_PER_HOUR 5000 MAX_CONNECTIONS_PER_HOUR 600/,
    taken: 'with max_queries_per_hour 0 max_connections_per_hour 0',
  },
  {
    what: 'a lifetime of its password',
    given: 'password expire interval 90 day',
    shown: /PASSWORD EXPIRE INTERVAL 90 DAY/,
    taken: 'password expire default',
  },
];

/** Where not all are tried, none that another case or another suite tries as well. */
const copied = changes.filter(({ what }) => exhaustive || !['a comment', 'limits'].includes(what));

/** Where not all are tried, one that is merged, and one that a server shows only where it is given. */
const compared = changes.filter(({ what }) => exhaustive || /^(attributes|a limit|limits)/.test(what));

const certificates = [
  "' ISSUER '/C=x",
  'a WITH GRANT OPTION b\\',
  "O'Neil",
  "' PASSWORD EXPIRE NEVER ACCOUNT LOCK",
];

describe.each(allEngines)('the options of an account on $engine', (server) => {
  let scene: Scene;
  let admin: DatabaseSecret;
  let twin: string;
  beforeEach(async () => {
    scene = await Scene.on(server);
    twin = `${scene.name}_rt`;
    admin = await scene.createAdmin('all');
    await scene.root(`grant all on *.* to ${admin.AccountName}@'%' with grant option`);
  });
  afterEach(() => scene.drop());

  const shown = async (account: string, host = '%') =>
    (await scene.root(`show create user ${account}@'${host}'`))
      .flatMap((row) => Object.values(row).map(String))
      .join('\n');

  it.each(copied.filter(({ on }) => on === undefined || on === server.engine))(
    'are copied with $what, and taken away when they are',
    async ({ given, shown: expected, taken }) => {
      const one = await scene.create(scene.value(first));
      await scene.root(`alter user ${scene.name}@'%' ${given}`);
      const two = await scene.rotate({ current: one, admin, tags });
      expect(await shown(twin)).toMatch(expected);
      await scene.root(`alter user ${twin}@'%' ${taken}`);
      await scene.rotate({ current: two, previous: one, admin, tags });
      expect(await shown(scene.name)).not.toMatch(expected);
    },
  );

  it.each(compared.filter(({ on }) => on === undefined || on === server.engine))(
    'are not proven to be the same while one has $what of its own',
    async ({ given }) => {
      const current = await scene.create(scene.value(first));
      await using service = await scene.open({ current, admin, tags });
      const next = await service.next();
      await service.set(next, true);
      await service.prove(next);
      await scene.root(`alter user ${scene.name}@'%' ${given}`);
      await expect(service.prove(next)).rejects.toMatchObject({ code: 'rights-differ' });
    },
  );

  it('are compared where no admin acts, too', async () => {
    const previous = await scene.create(scene.value('Twin-Secret-1', twin));
    const current = await scene.create(scene.value(first));
    await scene.root(`alter user ${scene.name}@'%' with max_queries_per_hour 5000`);
    await expect(scene.rotate({ current, previous, tags })).rejects.toMatchObject({
      code: 'rights-differ',
      message: expect.stringContaining('MAX_QUERIES_PER_HOUR 5000'),
    });
    expect(await scene.accepts(current, previous)).toEqual([true, true]);
  });

  it('are compared for every host', async () => {
    const current = await scene.create(scene.value(first), '%', '10.0.0.1');
    await using service = await scene.open({ current, admin, tags });
    const next = await service.next();
    await service.set(next, true);
    await scene.root(`alter user ${twin}@10.0.0.1 require none with max_queries_per_hour 5000`);
    await expect(service.prove(next)).rejects.toMatchObject({ code: 'rights-differ' });
    await scene.root(`drop user ${twin}@10.0.0.1`);
    await expect(service.prove(next)).rejects.toMatchObject({
      code: 'rights-differ',
      message: expect.stringContaining('10.0.0.1'),
    });
  });

  it('are copied with how long a password lives that is over', async () => {
    const current = await scene.create(scene.value(first));
    await scene.root(
      `alter user ${scene.name}@'%' password expire interval 90 day`,
      `alter user ${scene.name}@'%' password expire`,
    );
    await scene.rotate({ current, admin, tags });
    expect(await shown(twin)).toMatch(/PASSWORD EXPIRE INTERVAL 90 DAY/);
  });

  it.each(certificates.slice(0, exhaustive ? 4 : 2))(
    'are copied where a certificate must say %j',
    async (text) => {
      const current = await scene.create(scene.value(first), '%', '10.0.0.1');
      const literal = `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
      await scene.root(`alter user ${scene.name}@10.0.0.1 require subject ${literal} and cipher 'x'`);
      await scene.rotate({ current, admin, tags });
      const [source, copy] = await scene.root(`
        select cast(x509_subject as char) s, cast(x509_issuer as char) i, cast(ssl_cipher as char) c, grant_priv
        from mysql.user
        where user in ('${scene.name}', '${twin}') and host = '10.0.0.1'`);
      expect(source).toMatchObject({ s: text, i: '', c: 'x' });
      expect(copy).toEqual(source);
    },
  );

  it('shut entries of the second account beyond those of the current one, also several', async () => {
    const current = await scene.create(scene.value(first));
    const previous = await scene.create(scene.value('Twin-Secret-1', twin), '%', '10.0.0.1', '10.0.0.2');
    const next = await scene.rotate({ current, previous, admin, tags });
    expect(await scene.accepts(current, next)).toEqual([true, true]);
    for (const host of ['10.0.0.1', '10.0.0.2']) expect(await shown(twin, host)).toContain('ACCOUNT LOCK');
  });

  it('are refused where the entry that would be shut is the one by which the second account is let in from here', async () => {
    const current = await scene.create(scene.value(first));
    const previous = await scene.create(scene.value('Twin-Secret-1', twin), '%', 'localhost');
    const before = [await shown(twin), await shown(twin, 'localhost')];
    await expect(scene.rotate({ current, previous, admin, tags })).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining(`drop user \`${twin}\`@\`localhost\``),
    });
    expect([await shown(twin), await shown(twin, 'localhost')]).toEqual(before);
  });

  it('keep an entry shut that somebody has shut', async () => {
    const one = await scene.create(scene.value(first), '%', '10.0.0.1', '10.0.0.2');
    await scene.root(`alter user ${scene.name}@10.0.0.1 account lock`);
    const two = await scene.rotate({ current: one, admin, tags });
    expect(await shown(twin, '10.0.0.1')).toContain('ACCOUNT LOCK');
    await scene.root(
      `alter user ${twin}@10.0.0.1 account unlock`,
      `alter user ${twin}@10.0.0.2 account lock`,
    );
    await scene.rotate({ current: two, previous: one, admin, tags });
    expect(await shown(scene.name, '10.0.0.1')).not.toContain('ACCOUNT LOCK');
    expect(await shown(scene.name, '10.0.0.2')).toContain('ACCOUNT LOCK');
  });

  it.each(['alternating-users', 'dual-password', 'single-user'].slice(0, exhaustive ? 3 : 2))(
    'are refused where the entry is shut that would let in from here, and others are not (%s)',
    async (strategy) => {
      const current = await scene.create(scene.value(first), '%', '10.0.0.1');
      await scene.root(`alter user ${scene.name}@'%' account lock`);
      const before = await shown(scene.name);
      await expect(scene.rotate({ current, admin, tags: { strategy } })).rejects.toMatchObject({
        code: 'refused',
        message: expect.stringContaining('it is locked'),
      });
      expect(await shown(scene.name)).toBe(before);
      expect(await scene.root(`select 1 from mysql.user where user = '${twin}'`)).toEqual([]);
    },
  );

  it('are refused for an entry that is shut before a right that is missing is told', async () => {
    const current = await scene.create(scene.value(first), '%', '10.0.0.1');
    await scene.root(
      `alter user ${scene.name}@'%' account lock`,
      `grant process on *.* to ${scene.name}@'%'`,
      `revoke process on *.* from ${admin.AccountName}@'%'`,
    );
    await expect(scene.rotate({ current, admin, tags })).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('it is locked'),
    });
  });

  if (server.engine === 'mysql') {
    it.each([
      ['', []],
      [', also after all of the other account was shut', ['%', '10.0.0.1']],
    ])(
      'are refused where the entry that lets in from here wants a certificate, and another does not%s',
      async (_, shut) => {
        const one = await scene.create(scene.value(first), '%', '10.0.0.1');
        const two = await scene.rotate({ current: one, admin, tags });
        await scene.root(
          `alter user ${twin}@'%' require x509`,
          ...shut.map((host) => `alter user ${scene.name}@'${host}' account lock`),
        );
        const before = await shown(scene.name);
        await expect(scene.rotate({ current: two, previous: one, admin, tags })).rejects.toMatchObject({
          code: 'refused',
          message: expect.stringContaining(`alter user \`${twin}\`@\`%\` require ssl`),
        });
        expect(await shown(scene.name)).toBe(before);
      },
    );

    it('are copied where an entry that is not for here wants a certificate, and the current value is refused', async () => {
      const one = await scene.create(scene.value(first), '%', '10.0.0.1');
      const two = await scene.rotate({ current: one, admin, tags });
      await scene.root(`alter user ${twin}@10.0.0.1 require x509`);
      const current = { ...two, ...scene.value('Wrong-Secret-1', twin) };
      const three = await scene.rotate({ current, previous: one, admin, tags });
      expect(await scene.accepts(three)).toEqual([true]);
      expect(await shown(scene.name, '10.0.0.1')).toContain('REQUIRE X509');
    });
  }

  it.each([`'rt'`, 'rt ', 'rt😀'].slice(0, exhaustive ? 3 : 1))(
    'are given to no second account of the name %j',
    async (name) => {
      const current = await scene.create(scene.value(first));
      const opening = { current, admin, tags, said: { secondAccounts: { 'test/*': name } } };
      await expect(scene.rotate(opening)).rejects.toMatchObject({
        code: 'policy-malformed',
        message: expect.stringContaining('the name of the second account'),
      });
    },
  );

  if (server.engine === 'mysql')
    it('are copied with the method by which a password is checked', async () => {
      const one = await scene.create(scene.value(first));
      const two = await scene.rotate({ current: one, admin, tags });
      await scene.root(`alter user ${twin}@'%' identified with sha256_password by 'Other-value-1'`);
      const current = { ...two, ...scene.value('Other-value-1', twin) };
      const three = await scene.rotate({ current, previous: one, admin, tags });
      expect(await shown(scene.name)).toContain("IDENTIFIED WITH 'sha256_password'");
      expect(await scene.accepts(current, three)).toEqual([true, true]);
    });

  it('are left as they are where a right cannot be copied, also the mark', async () => {
    const current = await scene.create(scene.value(first));
    const old = await scene.create(scene.value('Twin-Secret-1', twin));
    await scene.root(
      `grant process on *.* to ${scene.name}@'%'`,
      `revoke process on *.* from ${admin.AccountName}@'%'`,
    );
    const before = await shown(twin);
    await expect(scene.rotate({ current, previous: old, admin, tags })).rejects.toMatchObject({
      code: 'privilege-missing',
    });
    expect(await shown(twin)).toBe(before);
  });
});

describe.each(allEngines)('a password that $engine does not take', (server) => {
  it.each(['single-user', 'dual-password'].slice(0, exhaustive ? 2 : 1))(
    'is told as that of the account, not of the admin (%s)',
    async (strategy) => {
      const scene = await Scene.on(server);
      const admin = await scene.createAdmin('create user', 'select');
      const current = await scene.create(scene.value(first));
      await using service = await scene.open({ current, admin, tags: { strategy } });
      const next = await service.next();
      await scene.root(`drop user ${scene.name}@'%'`);
      await expect(service.set(next, true)).rejects.toMatchObject({
        code: 'password-rejected',
        message: expect.stringContaining(`the new password of ${scene.name} was rejected`),
      });
      await scene.drop();
    },
  );
});
