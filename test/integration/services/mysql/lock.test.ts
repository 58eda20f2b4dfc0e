import { describe, expect, it } from 'vitest';
import { startDeadline } from '../../../../shared/runtime/deadline.ts';
import { dialling, logIn, type Session } from '../../../../shared/services/mysql/connector.ts';
import { closeLocked, confirmLocks, takeLocks } from '../../../../shared/services/mysql/lock.ts';
import { verbatim } from '../../../../shared/services/mysql/quoting.ts';
import { ownId } from '../../../../shared/services/mysql/sessions.ts';
import { families } from '../../../support/servers/running.ts';
import { exhaustive } from '../../../support/stand/exhaustive.ts';
import { stretched } from '../../../support/stand/stretched.ts';
import { Scene } from '../../functions/rds-mysql/scene.ts';

describe.each(families('mysql', 'mariadb'))('the locks of accounts on $engine', (server) => {
  async function sessions(scene: Scene): Promise<[Session, Session]> {
    const account = await scene.create(scene.value('Some-Secret-1'));
    const trusting = dialling(server.certificateAuthority, new AbortController().signal);
    const [one, other] = [await logIn(trusting, account), await logIn(trusting, account)];
    if (one === 'refused' || other === 'refused') return expect.unreachable();
    return [one, other];
  }

  it('is held by one session, and is busy for another until half of its time is over', async () => {
    const scene = await Scene.on(server);
    const [one, other] = await sessions(scene);
    using deadline = startDeadline(stretched(2_000), 0);
    await takeLocks(one, [scene.secret], deadline.signal);
    await confirmLocks(one, [scene.secret]);
    await expect(takeLocks(other, [scene.secret], deadline.signal)).rejects.toMatchObject({ code: 'busy' });
    await expect(confirmLocks(other, [scene.secret])).rejects.toMatchObject({ code: 'busy' });
    expect(deadline.signal.aborted).toBe(false);
    await one[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
    await scene.drop();
  });

  it('is free at once for who comes right after a session that was ended', async () => {
    const { signal } = new AbortController();
    const waited: boolean[] = [];
    for (let round = 0; round < (exhaustive ? 20 : 5); round += 1) {
      const scene = await Scene.on(server);
      const [one, other] = await sessions(scene);
      await takeLocks(one, [scene.secret], signal);
      await closeLocked(one, [scene.secret]);
      waited.push(await takeLocks(other, [scene.secret], signal));
      await closeLocked(other, [scene.secret]);
      await scene.drop();
    }
    expect(waited).not.toContain(true);
  });

  it('may be waited for while others ask whose the session is', async () => {
    const scene = await Scene.on(server);
    const [one, other] = await sessions(scene);
    const id = await ownId(one);
    const waiting = one.query(verbatim('select sleep(5)')).then(() => 'over');
    expect(await Promise.race([ownId(one), waiting])).toBe(id);
    await waiting;
    await one[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
    await scene.drop();
  });

  it('ends with its session, and the one that waits has it then', async () => {
    const scene = await Scene.on(server);
    const [one, other] = await sessions(scene);
    const { signal } = new AbortController();
    await takeLocks(one, [scene.secret], signal);
    const [[id] = []] = await one.query(verbatim('select connection_id()'));
    const waiting = takeLocks(other, [scene.secret], signal);
    await scene.root(`kill ${id}`);
    await waiting;
    await expect(confirmLocks(one, [scene.secret])).rejects.toMatchObject({ code: 'busy' });
    await confirmLocks(other, [scene.secret]);
    await one[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
    await scene.drop();
  });

  it('are all held, or none: who needs one of two is kept out by the other', async () => {
    const scene = await Scene.on(server);
    const [one, other] = await sessions(scene);
    using deadline = startDeadline(stretched(1_500), 0);
    const [app, second, stranger] = ['app', 'app_rt', 'web'].map((name) => `${scene.secret}-${name}`);
    if (!app || !second || !stranger) return expect.unreachable();
    await takeLocks(one, [app, second], deadline.signal);
    await confirmLocks(one, [app, second]);
    await expect(takeLocks(other, [second], deadline.signal)).rejects.toMatchObject({ code: 'busy' });
    await takeLocks(other, [stranger], deadline.signal);
    await expect(confirmLocks(other, [stranger, app])).rejects.toMatchObject({ code: 'busy' });
    await closeLocked(one, [app, second]);
    await takeLocks(other, [app, second], AbortSignal.timeout(stretched(5_000)));
    await closeLocked(other, [app, second, stranger]);
    await scene.drop();
  });
});
