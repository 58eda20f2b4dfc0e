import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DatabaseSecret } from '../../../../shared/services/database/database-secret.ts';
import { nativeVerifier } from '../../../../shared/services/mysql/native-password.ts';
import { engines } from '../../../support/servers/running.ts';
import { Scene } from './scene.ts';

const canary = 'Canary-Of-The-Test';

describe.each(engines('mysql', 'mariadb'))('a password on $engine', (server) => {
  let scene: Scene;
  let admin: DatabaseSecret;
  let current: DatabaseSecret;
  beforeEach(async () => {
    scene = await Scene.on(server);
    admin = await scene.createAdmin('all');
    await scene.root(`grant all on *.* to ${admin.AccountName}@'%' with grant option`);
    current = await scene.create(scene.value(`${canary}-1`));
  });
  afterEach(() => scene.drop());

  /** What the rotation itself made the server write; the test's own statements are another session's. */
  async function ownLog(account: string): Promise<string> {
    const lines = (await scene.log()).split('\n');
    const ids = lines.flatMap((line) =>
      line.includes(`Connect\t${account}@`) ? (/(\d+) Connect\t/.exec(line)?.slice(1) ?? []) : [],
    );
    const from = new RegExp(`\\b(${ids.join('|')}) (Query|Prepare|Execute|Connect)\t`);
    const own: string[] = [];
    let isOwn = false;
    for (const line of lines) {
      if (/\b\d+ [A-Z][a-z]+( [A-Z]+)?\t/.test(line)) isOwn = from.test(line);
      if (isOwn) own.push(line);
    }
    return own.join('\n');
  }

  it.each([
    ['dual-password', 'admin'],
    ['alternating-users', 'admin'],
    ['single-user', 'admin'],
    ['single-user', 'account'],
  ] as const)('is in no log of the server after %s by the %s', async (strategy, who) => {
    const next = scene.value(
      `${canary}-2`,
      strategy === 'alternating-users' ? `${scene.name}_rt` : scene.name,
    );
    await using service = await scene.open({
      current,
      pending: next,
      ...(who === 'admin' ? { admin } : {}),
      tags: { strategy },
    });
    for (const fresh of [true, false]) await service.set(next, fresh);
    await service.prove(next);
    const log = await ownLog(who === 'admin' ? admin.AccountName : scene.name);
    expect(log).toMatch(/get_lock/);
    expect(log).toMatch(/alter user|set password/i);
    expect(log).not.toContain(canary);
  });

  it('is not in what the service is seen to hold', async () => {
    await using service = await scene.open({ current, admin });
    const next = await service.next();
    await service.set(next, true);
    const seen = inspect([service, next], { depth: 20, showHidden: true });
    expect(seen).not.toContain(canary);
    expect(seen).not.toContain(next.AccountPassword.reveal());
  });

  it('is not in the error when the server turns it down', async () => {
    await using service = await scene.open({ current, tags: { strategy: 'single-user' } });
    const next = scene.value(`${canary}-2`);
    await scene.root(`drop user ${scene.name}@'%'`);
    const error = await service.set(next, true).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'password-rejected' });
    const shown = inspect(error, { depth: 10, showHidden: true });
    expect(shown).not.toContain(canary);
    expect(shown).not.toContain(nativeVerifier(next.AccountPassword).reveal());
  });
});

describe.each(engines('mysql'))('the statistics of $engine', (server) => {
  it('hold no password', async () => {
    const scene = await Scene.on(server);
    const admin = await scene.createAdmin('create user', 'select');
    const current = await scene.create(scene.value(`${canary}-1`));
    await using service = await scene.open({ current, admin });
    await service.set(scene.value(`${canary}-2`), true);
    const history = await scene.root(
      `select t.sql_text as said
       from performance_schema.events_statements_history t
       join performance_schema.threads using (thread_id)
       where processlist_user = '${admin.AccountName}'`,
    );
    const said = history.map((row) => String(row.said)).join('\n');
    expect(said).toContain('RETAIN CURRENT PASSWORD');
    expect(said).not.toContain(canary);
    await scene.drop();
  });
});
