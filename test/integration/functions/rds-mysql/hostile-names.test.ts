import { describe, expect, it } from 'vitest';
import { startMariadb } from '../../../support/servers/mariadb.ts';
import { startMysql } from '../../../support/servers/mysql.ts';
import { engines, families } from '../../../support/servers/running.ts';
import { exhaustive } from '../../../support/stand/exhaustive.ts';
import { Scene } from './scene.ts';

const starters = { mysql: startMysql, mariadb: startMariadb };

const names = ["o'neil", 'back\\slash', 'tick`et', '"quoted"', 'me@home', 'a%b_c', '; drop--', 'ünï', '日本'];
const passwords = [
  "'; drop user root@'%'; -- ",
  '\\',
  "\\' or ''='",
  '%s ?? :name $x',
  '"`\'"\\\\\'',
  'новый-пароль-😀-1',
  'line\nbreak\ttab',
];

/** Where not all are tried, those with a quote and a backslash. */
const triedOf = (all: readonly string[]) =>
  all.filter((text) => exhaustive || /^(o'neil|back|tick|'|\\)/.test(text));

describe.each(families('mysql', 'mariadb'))('hostile names and passwords on $engine', (server) => {
  it.each(triedOf(names))('rotate the account %j in every way', async (name) => {
    const scene = await Scene.on(server);
    const account = `${name.slice(0, 12)}${scene.name}`;
    const admin = await scene.createAdmin('all');
    await scene.root(`grant all on *.* to ${admin.AccountName}@'%' with grant option`);
    const one = await scene.create(scene.value('First-Secret-1', account));
    for (const strategy of ['dual-password', 'alternating-users']) {
      const next = await scene.rotate({ current: one, admin, tags: { strategy } });
      expect(await scene.accepts(one, next)).toEqual([true, true]);
    }
    await scene.rotate({ current: one, tags: { strategy: 'single-user' } });
    await scene.drop(account);
  });

  it.each(triedOf(passwords))('set the password %j and no other', async (password) => {
    const scene = await Scene.on(server);
    const admin = await scene.createAdmin('create user', 'select');
    const current = await scene.create(scene.value(`${password}-1`));
    for (const [strategy, acting] of [
      ['dual-password', { admin }],
      ['single-user', {}],
    ] as const) {
      const next = scene.value(`${password}-${strategy}`);
      await using service = await scene.open({ current, ...acting, tags: { strategy } });
      await service.set(next, true);
      await service.prove(next);
      expect(await scene.accepts(next)).toEqual([true]);
    }
    await scene.drop();
  });

  it('rotate an account whose name is as long as a name can be, with a second account of another name', async () => {
    const scene = await Scene.on(server);
    const admin = await scene.createAdmin('all');
    await scene.root(`grant all on *.* to ${admin.AccountName}@'%' with grant option`);
    const account = scene.name.padEnd(32, 'x');
    const current = await scene.create(scene.value('First-Secret-1', account));
    const tags = { strategy: 'alternating-users' };
    await expect(scene.rotate({ current, admin, tags })).rejects.toMatchObject({
      code: 'policy-malformed',
      message: expect.stringContaining('rotation:second-account'),
    });
    const twin = scene.name.padEnd(32, 'y');
    const next = await scene.rotate({ current, admin, tags: { ...tags, 'second-account': twin } });
    expect(await scene.accepts(current, next)).toEqual([true, true]);
    await scene.drop();
  });
});

describe.each(engines('mysql', 'mariadb'))(
  'a server of $engine in a mode that quotes otherwise',
  ({ engine }) => {
    it('sets and proves the very same passwords', async () => {
      if (engine === 'postgresql') return expect.unreachable();
      await using server = await starters[engine]({
        serverArguments: ['--sql-mode=ANSI,NO_BACKSLASH_ESCAPES'],
      });
      const scene = await Scene.on(server);
      const admin = await scene.createAdmin('all');
      await scene.root(
        `grant all on *.* to ${admin.AccountName}@'%' with grant option`,
        `create database ${scene.name}`,
      );
      const current = await scene.create(scene.value('First-Secret-1'));
      await scene.root(`grant select on ${scene.name}.* to ${scene.name}@'%'`);
      for (const strategy of ['dual-password', 'alternating-users'] as const) {
        const account = strategy === 'dual-password' ? scene.name : `${scene.name}_rt`;
        const next = scene.value(`\\'"${strategy}`, account);
        await using service = await scene.open({ current, admin, tags: { strategy } });
        await service.set(next, true);
        await service.prove(next);
      }
    });
  },
);
