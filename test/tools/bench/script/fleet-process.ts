import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { readEnvironment } from '../../../../shared/runtime/environment.ts';
import type { ServerAddress } from '../../../support/servers/server.ts';
import { postgresqlSingleUserByItself } from './postgresql.ts';
import { secretCalls, secretClient } from './secret-calls.ts';

/** What is told on the input. */
const Job = z.object({
  variables: z.record(z.string(), z.string()),
  server: z.custom<ServerAddress>((value) => typeof value === 'object'),
  database: z.string(),
  secrets: z.array(z.string()),
  concurrency: z.number(),
});

/** A whole fleet by the straight-line script, in a process of its own: so many at once, each after another. */
const { variables, server, database, secrets, concurrency } = Job.parse(
  JSON.parse(await text(process.stdin)),
);
const cloud = {
  environment: readEnvironment(variables),
  sandbox: {
    accessKeyId: variables.ALIBABA_CLOUD_ACCESS_KEY_ID ?? '',
    accessKeySecret: variables.ALIBABA_CLOUD_ACCESS_KEY_SECRET ?? '',
  },
};
const kms = secretClient(cloud);
const left = [...secrets];
const startedAt = performance.now();
const work = async () => {
  for (let secret = left.shift(); secret !== undefined; secret = left.shift())
    await postgresqlSingleUserByItself({
      kms: secretCalls(kms, cloud.environment, secret),
      server,
      prepared: { secret, account: { user: database } },
      joins: true,
    });
};
await Promise.all(Array.from({ length: concurrency }, work));
process.stdout.write(JSON.stringify({ milliseconds: performance.now() - startedAt }));
