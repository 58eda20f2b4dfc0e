import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { Sensitive } from '../../../shared/runtime/sensitive.ts';
import { signatureHeaders } from '../../../shared/services/webhook/signature.ts';
import { type RedisServer, redisClient, startRedis } from '../../support/servers/redis.ts';
import { EngineUnavailable } from '../../support/servers/server.ts';
import { Scene } from '../functions/generic/scene.ts';
import { redisWebhook } from './redis-webhook.ts';

const key = 'a-key-of-this-receiver-alone-0123456789';
const Value = z.object({ AccountName: z.string(), AccountPassword: z.string(), Shard: z.number() });

/** Skipped visibly where it cannot be had; in CI it must be. */
const redis: RedisServer | undefined = await startRedis().catch((error: unknown) => {
  if (!(error instanceof EngineUnavailable) || process.env.CI !== undefined) throw error;
  return undefined;
});
afterAll(() => redis?.[Symbol.asyncDispose]());

describe.skipIf(redis === undefined)(`a user of Redis ${redis?.version ?? ''}, rotated by a webhook`, () => {
  const server = createServer();
  let scene: Scene;

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    server.on('request', redisWebhook(key, new URL(url()).host, redis?.adminUrl ?? ''));
    scene = await Scene.start();
    await scene.plant(key, { name: 'RedisHookKey' });
    scene.cloud.configure({ webhooks: { redis: { address: url(), key: 'RedisHookKey', secrets: ['*'] } } });
  });
  afterAll(async () => {
    await scene[Symbol.asyncDispose]();
    server.closeAllConnections();
    server.close();
  });

  const url = () => {
    const address = server.address();
    if (typeof address !== 'object' || address === null) throw new Error('the webhook does not listen');
    return `http://127.0.0.1:${address.port}/redis`;
  };

  const plant = async (account: string, password: string) => {
    const value = { AccountName: account, AccountPassword: password, Shard: 7 };
    await scene.plant(JSON.stringify(value), {
      name: account,
      tags: {
        strategy: 'webhook',
        webhook: 'redis',
        fields: 'AccountPassword',
      },
    });
  };

  const asAdmin = async (...command: readonly string[]) => {
    const client = redisClient(redis?.adminUrl ?? '');
    await client.connect();
    const answer = await client.sendCommand([...command]);
    client.destroy();
    return answer;
  };

  const current = async (account: string) =>
    Value.parse(JSON.parse((await scene.read('ACSCurrent', account)).SecretData));

  const logsIn = async (account: string, password: string) => {
    const client = redisClient(redis?.url(account, password) ?? '');
    client.on('error', () => {});
    try {
      await client.connect();
      return true;
    } catch (error) {
      if (String(error).includes('WRONGPASS')) return false;
      throw error;
    } finally {
      client.destroy();
    }
  };

  it('is never refused while it is rotated five times, with the current value or the one before', async () => {
    await asAdmin('ACL', 'SETUSER', 'app', 'on', '>first', '~app:*', '+@read');
    await plant('app', 'first');
    const passwords = ['first'];
    const tally = { logins: 0, refused: 0 };
    let rotating = true;
    const application = async (read: () => Promise<string>) => {
      while (rotating) {
        if (!(await logsIn('app', await read()))) tally.refused += 1;
        tally.logins += 1;
      }
    };
    const applications = [
      application(async () => (await current('app')).AccountPassword),
      application(async () => (await current('app')).AccountPassword),
      application(async () => passwords.at(-1) ?? ''),
    ];
    for (let round = 0; round < 5; round += 1) {
      expect(await scene.rotate({}, 'app')).toMatchObject({ Outcome: 'rotated', Strategy: 'webhook' });
      const { AccountPassword, Shard } = await current('app');
      expect(Shard).toBe(7);
      passwords.push(AccountPassword);
    }
    rotating = false;
    await Promise.all(applications);
    expect(tally.refused).toBe(0);
    expect(tally.logins).toBeGreaterThan(passwords.length * applications.length);
    const accepted = await Promise.all(passwords.map((password) => logsIn('app', password)));
    expect(accepted).toEqual([false, false, false, false, true, true]);
    expect(new Set(passwords).size).toBe(6);
    expect(String(await asAdmin('ACL', 'LIST'))).toMatch(/user app on .*~app:\*.*\+@read/);
    const log = await readFile(redis?.log ?? '', 'utf8');
    const slow = JSON.stringify(await asAdmin('SLOWLOG', 'GET', '-1'));
    expect(passwords.slice(1).filter((one) => log.includes(one) || slow.includes(one))).toEqual([]);
  });

  it('takes every one of many calls that come at once', async () => {
    await asAdmin('ACL', 'SETUSER', 'busy', 'on', ...Array.from({ length: 9 }, (_, age) => `>old-${age}`));
    const value = (password: string) => JSON.stringify({ AccountName: 'busy', AccountPassword: password });
    const set = async (index: number) => {
      const Value = value(`new-${index}`);
      const body = JSON.stringify({ Step: 'setSecret', Value, CurrentValue: value('old-8') });
      const request = { url: new URL(url()), body, now: Date.now(), nonce: `nonce-${index}` };
      const { status } = await fetch(url(), {
        method: 'POST',
        headers: signatureHeaders(new Sensitive(key), request),
        body,
      });
      return status;
    };
    const statuses = await Promise.all(Array.from({ length: 10 }, (_, index) => set(index)));
    expect(statuses).toEqual(Array(10).fill(200));
    const passwords = ['old-7', 'old-8', ...Array.from({ length: 10 }, (_, index) => `new-${index}`)];
    const accepted = await Promise.all(passwords.map((password) => logsIn('busy', password)));
    expect(accepted).toEqual([false, ...Array(11).fill(true)]);
  });

  it('is not made anew where it is gone from the server', async () => {
    await plant('nobody', 'first');
    await expect(scene.rotate({}, 'nobody')).rejects.toThrow(/refused setSecret with 404 no-such-user/);
    expect((await current('nobody')).AccountPassword).toBe('first');
    expect(await asAdmin('ACL', 'GETUSER', 'nobody')).toBeNull();
  });

  it('is not promoted to a value that does not log in', async () => {
    await asAdmin('ACL', 'SETUSER', 'locked', 'off', '>first');
    await plant('locked', 'first');
    await expect(scene.rotate({}, 'locked')).rejects.toMatchObject({ code: 'refused' });
    expect((await current('locked')).AccountPassword).toBe('first');
  });
});
