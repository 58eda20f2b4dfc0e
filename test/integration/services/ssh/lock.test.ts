import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startDeadline } from '../../../../shared/runtime/deadline.ts';
import { takeLock } from '../../../../shared/services/ssh/lock.ts';
import { type Relay, startRelay } from '../../../support/servers/relay.ts';
import { type SshServer, startSshd } from '../../../support/servers/sshd.ts';
import {
  byKey,
  byPassword,
  dialling,
  enter,
  type KnownKey,
  makeKey,
} from '../../../support/stand/ssh-client.ts';
import { stretched } from '../../../support/stand/stretched.ts';

describe.skipIf(!inject('hasSshd'))('the lock of a server account', () => {
  let server: SshServer;
  let key: KnownKey;
  beforeAll(async () => {
    server = await startSshd();
    key = await makeKey();
    await server.addAccount('app', { authorizedKeys: `${key.line}\n`, password: 'Its-Passw0rd' });
    await server.addAccount('bare', { password: 'Its-Passw0rd' });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const session = (account = 'app', port = server.port) =>
    enter({ ...server, port }, account, byPassword('Its-Passw0rd'));
  const short = (milliseconds: number) => {
    const deadline = startDeadline(milliseconds, 0);
    return { deadline, dialling: dialling(deadline.signal) };
  };

  it.each(['app', 'bare'])(
    'is free at once for %s, with keys or without, and again when it was given back',
    async (account) => {
      await using own = await session(account);
      for (let turn = 0; turn < 2; turn += 1) {
        await using lock = await takeLock(own, account, dialling());
        expect(lock.contended).toBe(false);
        await lock.confirm();
        await lock.confirm();
      }
    },
  );

  it.each(['app', 'bare'])('is waited for, and told to be contended, for %s', async (account) => {
    await using one = await session(account);
    await using two = await session(account);
    const first = await takeLock(one, account, dialling());
    const waiting = takeLock(two, account, dialling());
    const early = await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 500, 'waits'))]);
    expect(early).toBe('waits');
    await first[Symbol.asyncDispose]();
    await using second = await waiting;
    expect(second.contended).toBe(true);
  });

  it('is busy where it is not given back in half the time there is', async () => {
    await using one = await session();
    await using two = await session();
    await using _ = await takeLock(one, 'app', dialling());
    const { deadline, dialling: given } = short(stretched(1_200));
    using _deadline = deadline;
    await expect(takeLock(two, 'app', given)).rejects.toMatchObject({ code: 'busy', aftermath: 'untouched' });
  });

  it('keeps those of other accounts out of nobody’s way', async () => {
    await using one = await session();
    await using two = await session();
    await using _ = await takeLock(one, 'another', dialling());
    await using lock = await takeLock(two, 'app', dialling());
    expect(lock.contended).toBe(false);
  });

  it('is free again when the connection of its holder breaks, who then holds it no more', async () => {
    const relay: Relay = await startRelay(server.port);
    const holder = await session('app', relay.port);
    const lock = await takeLock(holder, 'app', dialling());
    await relay.close();
    await using other = await session();
    await using _ = await takeLock(other, 'app', dialling());
    await expect(lock.confirm()).rejects.toMatchObject({ code: 'busy' });
    await lock[Symbol.asyncDispose]();
    await holder[Symbol.asyncDispose]();
  });

  it('is given up by the server some time after the deadline of a holder that has fallen silent', async () => {
    const limit = stretched(10_000);
    const { deadline, dialling: given } = short(limit);
    using _deadline = deadline;
    await using holder = await session();
    await using _ = await takeLock(holder, 'app', given);
    const held = () => server.run(['pgrep', '-a', '-f', '^timeout']).catch(() => '');
    await expect.poll(held).toMatch(/timeout \d+ cat/);
    const seconds = Number(/timeout (\d+) cat/.exec(await held())?.[1]);
    expect(seconds).toBeGreaterThanOrEqual(30);
    expect(seconds).toBeLessThanOrEqual(30 + Math.ceil(limit / 1_000));
  });

  it('says what to install where the server has no flock', async () => {
    const path = (await server.run(['which', 'flock'])).trim();
    await using own = await startSshd();
    await own.addAccount('app', { password: 'Its-Passw0rd' });
    await own.run(['mount', '--bind', '/dev/null', path]);
    await using inside = await enter(own, 'app', byPassword('Its-Passw0rd'));
    const failure: unknown = await takeLock(inside, 'app', dialling()).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'strategy-unavailable' });
    expect(String(failure)).toMatch(/no program flock.*install util-linux/);
  });

  it('is not to be had by an account whose key runs one command only', async () => {
    await server.addAccount('bound', { authorizedKeys: `command="echo hello" ${key.line}\n` });
    await using inside = await enter(server, 'bound', byKey(key));
    const failure: unknown = await takeLock(inside, 'bound', dialling()).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'strategy-unavailable' });
    expect(String(failure)).toMatch(/must be allowed to run commands/);
  });

  it('is not to be had by an account whose password has expired', async () => {
    await server.addAccount('late', { authorizedKeys: `${key.line}\n` });
    await server.run(['chage', '-d', '0', 'late']);
    await using inside = await enter(server, 'late', byKey(key));
    const failure: unknown = await takeLock(inside, 'late', dialling()).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'refused' });
    expect(String(failure)).toMatch(/chage -l late/);
  });

  it('is unreachable, not unavailable, where the connection breaks while it is waited for', async () => {
    const relay = await startRelay(server.port);
    await using one = await session();
    await using _ = await takeLock(one, 'app', dialling());
    const two = await session('app', relay.port);
    const waiting = expect(takeLock(two, 'app', dialling())).rejects.toMatchObject({ code: 'unreachable' });
    await relay.close();
    await waiting;
    await two[Symbol.asyncDispose]();
  });
});
