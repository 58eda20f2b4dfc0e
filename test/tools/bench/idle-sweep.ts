import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { startCloud } from '../../support/stand/cloud.ts';
import { fillFleet } from '../../support/stand/large-fleet.ts';
import type { Finding } from './finding.ts';

const subject = 'secrets that need nothing';

/** Of 12,000 secrets against 3,000 in the same run: memory may not grow with the fleet. */
const budget = { growth: 1.25 };

/** As V8 is in a container of 512 MB. */
const inSmallContainer = ['--expose-gc', '--max-old-space-size=256', '--max-semi-space-size=2'];

/** Calls a bundle's handler once, and looks at memory while it works: what is resident, and what is alive. */
const runtime = `
const { readFileSync } = require('node:fs');
const { bundle, event, context } = JSON.parse(readFileSync(0, 'utf8'));
const { handler } = require(bundle);
const resident = [];
const alive = [];
const look = setInterval(() => {
  resident.push(process.memoryUsage.rss() / 1048576);
  gc();
  alive.push(process.memoryUsage().heapUsed / 1048576);
}, 100);
const startedAt = performance.now();
handler(Buffer.from(JSON.stringify(event)), context).then((result) => {
  clearInterval(look);
  const most = (looks) => Math.max(...looks);
  const milliseconds = performance.now() - startedAt;
  process.stdout.write('\\n' + JSON.stringify({ milliseconds, resident: most(resident), alive: most(alive), counts: result.Counts }));
});`;

const Swept = z.object({
  milliseconds: z.number(),
  resident: z.number(),
  alive: z.number(),
  counts: z.record(z.string(), z.number()),
});

/** One sweep of a whole fleet in a process of its own. */
async function sweepIdle(bundles: string, size: number) {
  await using cloud = await startCloud(undefined);
  await fillFleet(cloud, size);
  const { accessKeyId, accessKeySecret, regionId: region, accountId } = cloud.sandbox;
  const job = {
    bundle: join(bundles, 'generic', 'index.js'),
    event: { Operation: 'sweep', Verify: false },
    context: {
      requestId: '1',
      credentials: { accessKeyId, accessKeySecret, securityToken: '' },
      function: { name: 'bench', memory: 512, timeout: 3_600 },
      region,
      accountId,
    },
  };
  const child = spawn(process.execPath, [...inSmallContainer, '-e', runtime], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: cloud.variables,
  });
  child.stdin.end(JSON.stringify(job));
  const swept = Swept.parse(JSON.parse((await text(child.stdout)).split('\n').at(-1) ?? ''));
  const calls = cloud.sandbox.audit.records.filter(({ eventName }) => eventName === 'ListSecrets').length;
  return { ...swept, calls };
}

export async function measureIdleSweep(bundles: string): Promise<readonly Finding[]> {
  const few = await sweepIdle(bundles, 3_000);
  const many = await sweepIdle(bundles, 12_000);
  const seen = Object.values(many.counts).reduce((sum, count) => sum + count, 0);
  if (seen !== 12_000) throw new Error(`only ${seen} secrets were seen`);
  return [
    { what: 'sweep of 12000 idle', subject, value: many.milliseconds, unit: 'ms' },
    { what: 'sweep of 12000 idle', subject, value: many.calls, unit: 'calls', note: 'ListSecrets' },
    {
      what: 'sweep of 12000 idle',
      subject,
      value: many.alive,
      unit: 'MB',
      note: 'of the heap, alive at most',
    },
    {
      what: 'growth with the fleet',
      subject,
      value: many.resident / few.resident,
      unit: 'times',
      measured: many.resident,
      against: few.resident,
      budget: budget.growth,
      note: 'MB resident at most, 12,000 against 3,000',
    },
  ];
}
