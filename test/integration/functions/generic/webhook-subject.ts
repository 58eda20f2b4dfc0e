import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import * as z from 'zod';
import { type RedisServer, redisClient, startRedis } from '../../../support/servers/redis.ts';
import type { Cloud } from '../../../support/stand/cloud.ts';
import { malformedFields } from '../../../support/stand/malformed-fields.ts';
import {
  type OpenSession,
  type ReadySecret,
  type Subject,
  straight,
  type Through,
} from '../../../support/stand/subject.ts';
import { redisWebhook } from '../../webhook-example/redis-webhook.ts';

const Value = z.object({ AccountName: z.string(), AccountPassword: z.string() });
const account = 'app';
const key = 'a-key-of-this-receiver-alone-0123456789';

/** A user of a real Redis, by the webhook that the README names as the recipe. */
export const webhook: Subject = {
  type: 'generic',
  strategy: 'webhook',
  actor: 'receiver',
  service: 'redis',
  dual: true,
  issues: false,
  locks: false,
  admins: false,
  ownServer: true,
  malformed: malformedFields('AccountPassword'),
  prepare: (cloud, through = straight) => prepare(cloud, through),
};

async function prepare(cloud: Cloud, through: Through): Promise<ReadySecret> {
  const hook = await startHook(cloud, through);
  return { ...(await hook.plant(account)), [Symbol.asyncDispose]: () => hook[Symbol.asyncDispose]() };
}

/** A webhook for the users of one Redis, each of which has a secret. */
export async function startHook(cloud: Cloud, through: Through = straight) {
  const redis = await startRedis();
  const receiver = createServer();
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const address = receiver.address();
  if (typeof address !== 'object' || address === null) throw new Error('the webhook does not listen');
  const port = await through(address.port, (message) => `${message.length} bytes to the webhook`);
  // By the name under which it is called, whatever stands between.
  receiver.on('request', redisWebhook(key, `127.0.0.1:${port}`, redis.adminUrl));
  const called = `http://127.0.0.1:${port}/redis`;
  await cloud.createSecret('redis-hook-key', key);
  cloud.configure({
    webhooks: {
      redis: { address: called, key: 'redis-hook-key', secrets: ['redis-*'] },
    },
  });
  return {
    redis,
    address: called,
    plant: (user: string) => plant(cloud, redis, user),
    async [Symbol.asyncDispose]() {
      receiver.closeAllConnections();
      receiver.close();
      await redis[Symbol.asyncDispose]();
    },
  };
}

async function plant(cloud: Cloud, redis: RedisServer, user: string): Promise<ReadySecret> {
  const password = `first-password-of-${user}`;
  await command(redis, 'ACL', 'SETUSER', user, 'on', `>${password}`, '+@connection');
  await cloud.createSecret(
    `redis-${user}`,
    { AccountName: user, AccountPassword: password, Shard: 7 },
    {
      'rotation:type': 'generic',
      'rotation:strategy': 'webhook',
      'rotation:webhook': 'redis',
      'rotation:fields': 'AccountPassword',
    },
  );
  return {
    secret: `redis-${user}`,
    logIn: (value) => logIn(redis, value),
    openSession: (value) => openSession(redis, value),
    kept: async () => (await passwordsOf(redis, user)).length,
    watchRefusals: async () => {
      const before = await refusals(redis);
      return async () => (await refusals(redis)) - before;
    },
    privateParts: (value) => [Value.parse(JSON.parse(value)).AccountPassword],
    confidential: [key],
    changes: () => calls(redis, 'acl|setuser'),
    said: async () =>
      [
        await readFile(redis.log, 'utf8'),
        JSON.stringify(await command(redis, 'SLOWLOG', 'GET', '-1')),
      ].join(),
    [Symbol.asyncDispose]: async () => {},
  };
}

async function openSession(redis: RedisServer, value: string): Promise<OpenSession> {
  const { AccountName, AccountPassword } = Value.parse(JSON.parse(value));
  const client = redisClient(redis.url(AccountName, AccountPassword));
  client.on('error', () => {});
  await client.connect();
  return {
    answers: () =>
      client.ping().then(
        () => true,
        () => false,
      ),
    [Symbol.asyncDispose]: async () => client.destroy(),
  };
}

async function logIn(redis: RedisServer, value: string): Promise<string | undefined> {
  const { AccountName, AccountPassword } = Value.parse(JSON.parse(value));
  const client = redisClient(redis.url(AccountName, AccountPassword));
  client.on('error', () => {});
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('WRONGPASS')) return error.message;
    throw error;
  } finally {
    client.destroy();
  }
}

async function command(redis: RedisServer, ...words: readonly string[]): Promise<unknown> {
  const client = redisClient(redis.adminUrl);
  await client.connect();
  try {
    return await client.sendCommand([...words]);
  } finally {
    client.destroy();
  }
}

export async function passwordsOf(redis: RedisServer, user: string): Promise<readonly string[]> {
  const listed = z.array(z.string()).parse(await command(redis, 'ACL', 'LIST'));
  const own = listed.find((line) => line.startsWith(`user ${user} `)) ?? '';
  return own.split(' ').filter((word) => word.startsWith('#'));
}

/** By the server's own count. */
async function calls(redis: RedisServer, name: string): Promise<number> {
  const statistics = String(await command(redis, 'INFO', 'commandstats'));
  return Number(
    new RegExp(`^cmdstat_${name.replace('|', '\\|')}:calls=(\\d+)`, 'm').exec(statistics)?.[1] ?? 0,
  );
}

async function refusals(redis: RedisServer): Promise<number> {
  const statistics = String(await command(redis, 'INFO', 'stats'));
  return Number(/^acl_access_denied_auth:(\d+)/m.exec(statistics)?.[1] ?? 0);
}
