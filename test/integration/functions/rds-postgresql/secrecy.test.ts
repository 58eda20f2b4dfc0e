import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { engines } from '../../../support/servers/running.ts';
import { World } from '../../services/postgresql/world.ts';

const subjects = engines('postgresql').flatMap((server) =>
  (['alternating-users', 'single-user'] as const).map((strategy) => ({
    server,
    strategy,
    version: server.version,
  })),
);

describe.each(subjects)('no password on PostgreSQL $version by $strategy', ({ server, strategy }) => {
  const tags = { 'rotation:strategy': strategy };

  it('is in the log, the activity or the statistics of the server', async () => {
    const world = await World.make(server, { tags });
    await world.sql('create extension if not exists pg_stat_statements', {
      ...server.admin,
      database: 'postgres',
    });
    const watcher = await world.connect({ ...server.admin, database: 'postgres' });
    await using service = await world.open();
    const next = await service.next();
    await service.set(next, true);
    const active = await watcher.query('select query from pg_stat_activity');
    await service.prove(next);
    await service[Symbol.asyncDispose]();
    // It was set by hand: a stored value has to log in again.
    const { password } = world.credential();
    await world.sql(`alter role ${world.names.first} password '${password}'`);
    await world.rotate();
    const passwords = [next.AccountPassword.reveal(), world.credential().password];
    const statements = await watcher.query('select query from pg_stat_statements');
    await watcher.end();
    const seen = JSON.stringify([await world.wholeLog(), active.rows, statements.rows, world.events]);
    expect(seen.includes('alter role')).toBe(true);
    expect(passwords.filter((password) => seen.includes(password))).toEqual([]);
  });

  it('is in an error, however it is printed', async () => {
    const world = await World.make(server, { tags });
    const canaries = [world.credential().password, server.admin.password];
    const failures: unknown[] = [];
    const keep = (error: unknown) => failures.push(error);
    const service = await world.open();
    const next = await service.next();
    canaries.push(next.AccountPassword.reveal());
    await service.prove(next).catch(keep);
    await world.endSessions();
    await service.set(next, true).catch(keep);
    await service[Symbol.asyncDispose]();
    await world.sql(`alter role ${world.names.first} rename to "${world.account}_gone"`);
    await world.rotate().catch(keep);
    await world.rotate(undefined, AbortSignal.timeout(5)).catch(keep);
    expect(failures.length).toBe(4);
    const printed = failures
      .map((error) => inspect(error, { depth: 10, showHidden: true }) + JSON.stringify(error))
      .join();
    expect(canaries.filter((canary) => printed.includes(canary))).toEqual([]);
    expect(printed.includes('SCRAM-SHA-256$')).toBe(false);
  });
});
