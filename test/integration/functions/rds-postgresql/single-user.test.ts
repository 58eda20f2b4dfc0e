import { describe, expect, it } from 'vitest';
import { engines } from '../../../support/servers/running.ts';
import { exhaustive } from '../../../support/stand/exhaustive.ts';
import { quote, World } from '../../services/postgresql/world.ts';

/** What one may do that is no superuser, one that is may do too. */
const subjects = engines('postgresql').flatMap((server) =>
  (['createrole', 'none', 'superuser'] as const)
    .slice(0, exhaustive ? 3 : 2)
    .map((admin) => ({ server, admin, version: server.version })),
);
const tags = { 'rotation:strategy': 'single-user' };

describe.each(subjects)('a single account on PostgreSQL $version, admin: $admin', ({ server, admin }) => {
  it('gets a new password, and the window without one is reported', async () => {
    const world = await World.make(server, { admin, tags });
    const before = world.credential();
    const result = await world.rotate();
    expect(result).toMatchObject({
      Outcome: 'rotated',
      Strategy: 'single-user',
      WindowMs: expect.any(Number),
    });
    expect(world.credential()).toMatchObject({ user: before.user });
    await world.sql('select', world.credential());
    await expect(world.sql('select', before)).rejects.toThrow(/password authentication failed/);
  });

  it('is logged in to three times, and never refused', async () => {
    const world = await World.make(server, { admin, tags });
    await world.rotate();
    const logins = await world.logins();
    expect(logins.refused).toBe(0);
    expect(logins[world.account]).toBe(3);
  });

  it('ends at the pending value when a later instance goes on after a crash', async () => {
    const world = await World.make(server, { admin, tags });
    const stopped = world.stopAfter('testSecret');
    await expect(world.rotate()).rejects.toThrow(stopped);
    const pending = world.credential('pending');
    await world.rotate();
    expect(world.credential()).toEqual(pending);
    expect((await world.logins()).refused).toBe(1);
  });

  it('can be set again', async () => {
    const world = await World.make(server, { admin, tags });
    await using service = await world.open();
    const next = await service.next();
    await service.set(next, true);
    await service.set(next, false);
    await service.prove(next);
  });

  it('keeps its owner apart where its sessions act as another role', async () => {
    const world = await World.make(server, { admin, tags });
    const { first } = world.names;
    const owner = quote(`${world.account}_owner`);
    await world.sql(`
      create role ${owner};
      grant ${owner} to ${first};
      alter role ${first} set role to ${owner};
      alter role ${first} set default_transaction_read_only to on
    `);
    expect(await world.rotate()).toMatchObject({ Outcome: 'rotated' });
    const [row] = await world.sql(
      `select rolpassword is null as none from pg_authid where rolname = '${world.account}_owner'`,
    );
    expect(row).toEqual({ none: true });
  });
});

describe.each(engines('postgresql'))('the password of a single account on PostgreSQL $version', (server) => {
  it('is kept as a SCRAM-SHA-256 verifier, also by a server that would make an MD5 one', async () => {
    const world = await World.make(server, { tags });
    await world.sql(`alter database ${world.database} set password_encryption to 'md5'`);
    await world.rotate();
    const [row] = await world.sql(
      `select rolpassword as kept from pg_authid where rolname = '${world.account}'`,
    );
    expect(row?.kept).toMatch(/^SCRAM-SHA-256\$4096:[\w+/]{22}==\$[\w+/]{43}=:[\w+/]{43}=$/);
  });
});
