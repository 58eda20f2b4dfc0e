import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { engine } from '../../../support/engine/engine.ts';
import { Actor, type World } from '../../../support/engine/interleavings/actor.ts';
import { Oracle } from '../../../support/engine/interleavings/oracle.ts';
import { type Plan, plan } from '../../../support/engine/interleavings/plan.ts';
import { exhaustive } from '../../../support/stand/exhaustive.ts';

const runs = exhaustive ? 20_000 : 200;
const seed = Number(process.env.INTERLEAVINGS_SEED ?? randomInt(2 ** 31));

async function holds(scheduler: fc.Scheduler, { reading, scripts }: Plan): Promise<void> {
  const { ports, store, service } = engine(reading);
  const oracle = new Oracle(store, service, reading);
  const world: World = {
    scheduler,
    ports,
    service,
    look: (...seen) => oracle.look(...seen),
    relabel: (to) => oracle.relabel(to),
  };
  const actors = scripts.map((script, index) => new Actor(`actor ${index + 1}`, script, world));
  const bugs: unknown[] = [];
  for (const actor of actors) actor.run().catch((bug) => bugs.push(bug));
  await scheduler.waitIdle();
  expect(bugs).toEqual([]);
  expect(oracle.violations, oracle.history.join('\n')).toEqual([]);
  const hanging = actors.filter((actor) => !actor.finished);
  expect(
    hanging.map(({ name }) => name),
    oracle.history.join('\n'),
  ).toEqual([]);
  if (oracle.lockedOutByHand) return;
  for (const name of ['first recovery', 'second recovery']) {
    const recovery = new Actor(name, { asks: [{ ask: 'rotate', token: undefined }], troubles: [] }, world);
    await scheduler.waitFor(recovery.run());
    expect(recovery.outcomes, oracle.history.join('\n')).toEqual(['rotated']);
  }
  oracle.recovered();
  expect(oracle.violations, oracle.history.join('\n')).toEqual([]);
}

it(`every invariant holds in ${runs} random interleavings (INTERLEAVINGS_SEED=${seed})`, async () => {
  process.stdout.write(`INTERLEAVINGS_SEED=${seed}\n`);
  await fc.assert(fc.asyncProperty(fc.scheduler(), plan, holds), { numRuns: runs, seed });
});
