import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { ServerAddress } from '../../support/servers/server.ts';
import { startAgedCloud } from '../../support/stand/aged-cloud.ts';
import type { Cloud } from '../../support/stand/cloud.ts';
import { asAdmin } from '../../support/stand/login.ts';
import { type Finding, ratio } from './finding.ts';

const concurrency = 8;
const database = 'sweepbench';
const subject = 'postgresql, single-user by itself';

/** Of a fleet of 1,000 in one instance: the script's time may be a fifth shorter, and memory must stay flat. */
const budgets = { slower: 1 / 0.8, megabytes: 160, growth: 1.15 };

/**
 * What V8 gives itself where a container has 512 MB, as an instance of the function has; on a larger machine it
 * takes 40 MB more for what is young, needed or not.
 */
const inSmallContainer = ['--max-old-space-size=256', '--max-semi-space-size=2'];

/** Calls a bundle's handler as the platform does, and looks at the process's memory while it works. */
const runtime = `
const { readFileSync } = require('node:fs');
const { bundle, event, context } = JSON.parse(readFileSync(0, 'utf8'));
const { handler } = require(bundle);
const looks = [];
const look = setInterval(() => looks.push(process.memoryUsage.rss() / 1048576), 200);
const startedAt = performance.now();
handler(Buffer.from(JSON.stringify(event)), context).then((result) => {
  clearInterval(look);
  process.stdout.write('\\n' + JSON.stringify({ milliseconds: performance.now() - startedAt, looks, counts: result.Counts }));
});`;

const Swept = z.object({
  milliseconds: z.number(),
  looks: z.array(z.number()),
  counts: z.object({ rotated: z.number() }),
});
const Scripted = z.object({ milliseconds: z.number() });

/** The engine's fleet and the script's are alike and on one server; each is rotated by a process of its own. */
export async function measureSweep(
  server: ServerAddress,
  bundles: string,
  size: number,
): Promise<readonly Finding[]> {
  await using cloud = await startAgedCloud(
    server.certificateAuthorityFile,
    (young) => fill(young, server, size),
    { switches: { previousOntoCurrent: 'allow' } },
  );
  const namesOf = (prefix: string) => Array.from({ length: size }, (_, index) => `${prefix}${index}`);
  const script = Scripted.parse(
    await run(['--import', 'tsx', fileURLToPath(import.meta.resolve('./script/fleet-process.ts'))], {
      variables: cloud.variables,
      server,
      database,
      secrets: namesOf('by_script_'),
      concurrency,
    }),
  );
  const swept = Swept.parse(
    await run([...inSmallContainer, '-e', runtime], invocation(cloud, bundles), cloud.variables),
  );
  if (swept.counts.rotated !== size) throw new Error(`only ${swept.counts.rotated} secrets were rotated`);
  const third = Math.ceil(swept.looks.length / 3);
  const most = (looks: readonly number[]) => Math.max(...looks);
  return [
    ratio(`sweep of ${size}`, subject, swept.milliseconds, script.milliseconds, {
      budget: budgets.slower,
      note: `ms, one instance against the script, both ${concurrency} at once`,
    }),
    {
      what: 'memory of a sweep',
      subject,
      value: most(swept.looks),
      unit: 'MB',
      budget: budgets.megabytes,
      note: `resident at most, ${size} secrets in one instance of 512 MB`,
    },
    ratio(
      'growth of a sweep',
      subject,
      most(swept.looks.slice(-third)),
      most(swept.looks.slice(0, 2 * third)),
      {
        budget: budgets.growth,
        note: 'MB resident at most, in the last third against before',
      },
    ),
  ];
}

/** The accounts share one database; the engine's secrets are due, the script's are none of a timer's concern. */
async function fill(cloud: Cloud, server: ServerAddress, size: number): Promise<void> {
  await asAdmin(server, async (query) => {
    await query(`create database ${database}`);
    for (const prefix of ['by_engine_', 'by_script_'])
      await query(
        `do $$ begin for i in 0..${size - 1} loop execute format('create role ${prefix}%s login password %L', i, 'First-value-' || i); end loop; end $$`,
      );
  });
  const address = { Endpoint: server.host, Port: server.port, DBName: database };
  for (let index = 0; index < size; index += 1)
    for (const prefix of ['by_engine_', 'by_script_'])
      await cloud.createSecret(
        `${prefix}${index}`,
        { AccountName: `${prefix}${index}`, AccountPassword: `First-value-${index}`, ...address },
        {
          'rotation:type': 'rds-postgresql',
          'rotation:strategy': 'single-user',
          'rotation:schedule': 'every:1d',
          'rotation:grace': '12h',
          ...(prefix === 'by_engine_' ? {} : { 'rotation:auto': 'off' }),
        },
      );
}

function invocation({ sandbox }: Cloud, bundles: string) {
  const { accessKeyId, accessKeySecret, regionId: region, accountId } = sandbox;
  return {
    bundle: join(bundles, 'rds-postgresql', 'index.js'),
    event: { Operation: 'sweep', Concurrency: concurrency, PerServer: concurrency },
    context: {
      requestId: '1',
      credentials: { accessKeyId, accessKeySecret, securityToken: '' },
      function: { name: 'bench', memory: 512, timeout: 3_600 },
      region,
      accountId,
    },
  };
}

async function run(argv: readonly string[], job: object, env?: Readonly<Record<string, string>>) {
  const child = spawn(process.execPath, argv, {
    stdio: ['pipe', 'pipe', 'inherit'],
    ...(env ? { env } : {}),
  });
  child.stdin.end(JSON.stringify(job));
  const said = await text(child.stdout);
  return JSON.parse(said.split('\n').at(-1) ?? '');
}
