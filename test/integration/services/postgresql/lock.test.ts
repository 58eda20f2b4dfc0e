import { describe, expect, it } from 'vitest';
import { startDeadline } from '../../../../shared/runtime/deadline.ts';
import { logIn } from '../../../../shared/services/postgresql/connector.ts';
import { confirmLocks, takeLocks } from '../../../../shared/services/postgresql/lock.ts';
import { engines } from '../../../support/servers/running.ts';
import { stretched } from '../../../support/stand/stretched.ts';
import { World } from './world.ts';

describe.each(engines('postgresql'))('the lock of an account on PostgreSQL $version', (server) => {
  it('lets a second rotation wait until the first is done', async () => {
    const world = await World.make(server);
    const order: string[] = [];
    const first = await world.open();
    const second = world.open().then((service) => {
      order.push('second opened');
      return service;
    });
    await world.waiting();
    order.push('first closes');
    await first[Symbol.asyncDispose]();
    await using service = await second;
    await service.confirmLock();
    expect(order).toEqual(['first closes', 'second opened']);
  });

  it('is busy when it cannot be had in half of the time that is left', async () => {
    const world = await World.make(server);
    await using first = await world.open();
    using deadline = startDeadline(stretched(1_000), 0);
    await expect(world.open(deadline.signal)).rejects.toMatchObject({
      code: 'busy',
      message: expect.stringContaining('another rotation of it holds the lock'),
    });
    expect(deadline.signal.aborted).toBe(false);
    await first.confirmLock();
  });

  it('is busy when the deadline comes first', async () => {
    const world = await World.make(server);
    await using _first = await world.open();
    await expect(world.open(AbortSignal.timeout(stretched(400)))).rejects.toMatchObject({ code: 'busy' });
  });

  it('is the same whoever acts, and for another secret of the account', async () => {
    const world = await World.make(server);
    await using _first = await world.open();
    const alone = { 'rotation:type': 'rds-postgresql', 'rotation:strategy': 'single-user' };
    using deadline = startDeadline(stretched(600), 0);
    for (const name of [world.secret, `${world.secret}-other`])
      await expect(world.adopt(name, alone).open(deadline.signal)).rejects.toMatchObject({ code: 'busy' });
  });

  it('keeps off who works in another database, and one of two that see each other goes on', async () => {
    const world = await World.make(server);
    const { certificateAuthority: authorities } = server;
    const enter = async (DBName: string) => {
      const { signal } = new AbortController();
      const value = { ...world.value('current'), DBName };
      const session = await logIn({ secret: world.secret, authorities, signal }, value);
      if (session === 'refused') throw new Error(session);
      return session;
    };
    const soon = () => AbortSignal.timeout(stretched(1_000));
    const late = () => AbortSignal.timeout(stretched(30_000));
    await using before = await enter('postgres');
    const first = await enter(world.database);
    await takeLocks(first, [world.secret], soon());
    await expect(takeLocks(before, [world.secret], soon())).rejects.toMatchObject({ code: 'busy' });
    // It has the lock of its own database by now, and waits for the other one's.
    const waiting = takeLocks(before, [world.secret], late());
    await first[Symbol.asyncDispose]();
    await waiting;
    await using later = await enter(world.database);
    await expect(takeLocks(later, [world.secret], late())).rejects.toMatchObject({ code: 'busy' });
    await confirmLocks(before, [world.secret]);
  });

  it('is lost with its session, and nothing more is changed', async () => {
    const world = await World.make(server);
    await using service = await world.open();
    await service.confirmLock();
    await world.endSessions();
    await expect(service.confirmLock()).rejects.toMatchObject({ code: 'busy' });
    await expect(service.set(await service.next(), true)).rejects.toMatchObject({ code: 'unreachable' });
  });

  it('is lost in a session that goes on without it, as behind a connection pool', async () => {
    const world = await World.make(server);
    const { certificateAuthority: authorities } = server;
    const { signal } = new AbortController();
    const session = await logIn({ secret: world.secret, authorities, signal }, world.value('current'));
    if (session === 'refused') throw new Error(session);
    await using open = session;
    await takeLocks(open, [world.secret], signal);
    await confirmLocks(open, [world.secret]);
    await open.run('select pg_advisory_unlock_all()');
    await expect(confirmLocks(open, [world.secret])).rejects.toMatchObject({ code: 'busy' });
  });

  it('is free at once for who comes right after a session that was ended', async () => {
    const world = await World.make(server);
    const { certificateAuthority: authorities } = server;
    const { signal } = new AbortController();
    const enter = async () => {
      const session = await logIn({ secret: world.secret, authorities, signal }, world.value('current'));
      if (session === 'refused') throw new Error(session);
      return session;
    };
    const waited: boolean[] = [];
    for (let round = 0; round < 20; round += 1) {
      const [one, other] = [await enter(), await enter()];
      await takeLocks(one, [world.secret], signal);
      await one[Symbol.asyncDispose]();
      waited.push(await takeLocks(other, [world.secret], signal));
      await other[Symbol.asyncDispose]();
    }
    expect(waited).not.toContain(true);
  });
});
