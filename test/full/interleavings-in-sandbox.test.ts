import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { connect } from '../../shared/alibaba/client.ts';
import { fixedCredentials } from '../../shared/alibaba/credentials.ts';
import { kms } from '../../shared/alibaba/kms/kms.ts';
import { kmsStore } from '../../shared/alibaba/secrets/kms-store.ts';
import type { FaultOrder } from '../../shared/sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../shared/sandbox/sandbox.ts';
import { engine, secret, value } from '../support/engine/engine.ts';
import { Actor, type World } from '../support/engine/interleavings/actor.ts';
import { type Plan, plan } from '../support/engine/interleavings/plan.ts';
import { testClock } from '../support/engine/test-clock.ts';

const runs = 60;
const seed = Number(process.env.INTERLEAVINGS_SEED ?? randomInt(2 ** 31));
const signal = new AbortController().signal;

const when = fc.constantFrom('before' as const, 'after' as const);
const order: fc.Arbitrary<FaultOrder> = fc.record({
  fault: fc.oneof(
    fc.record({ kind: fc.constant('throttle' as const) }),
    fc.record({
      kind: fc.constant('fail' as const),
      status: fc.constantFrom(500 as const, 503 as const),
      when,
    }),
    fc.record({ kind: fc.constant('lose-reply' as const) }),
    fc.record({ kind: fc.constant('delay' as const), milliseconds: fc.nat(8), when }),
  ),
  skip: fc.nat(30),
  // Six answers of this kind in a row are more than the adapter waits out.
  times: fc.constantFrom(1, 1, 2, 7),
});

/** The store as the functions have it, whose waits between attempts take no time. */
async function plantedStore(sandbox: Sandbox) {
  const client = connect({
    service: 'kms',
    version: '2016-01-20',
    region: sandbox.regionId,
    endpoint: sandbox.endpoint,
    credentials: fixedCredentials(sandbox),
  });
  const Tags = JSON.stringify([
    { TagKey: 'rotation:type', TagValue: 'model' },
    { TagKey: 'rotation:grace', TagValue: '0m:accepted' },
  ]);
  await client.call('CreateSecret', { SecretName: secret, VersionId: 'v0', Tags }, signal, {
    SecretData: value('first').reveal(),
  });
  return kmsStore(kms(client, { clock: testClock(), random: () => 0 }), 'RotationPending');
}

async function holds(
  scheduler: fc.Scheduler,
  { reading, scripts }: Plan,
  orders: readonly FaultOrder[],
): Promise<void> {
  const { slots, lateMove: removeFromMismatch, ...readings } = reading;
  const switches = { ...readings, removeFromMismatch };
  await using sandbox = await startSandbox({ switches });
  const store = await plantedStore(sandbox);
  const { ports, service } = engine({ slots });
  const history: string[] = [];
  const world: World = {
    scheduler,
    ports: { ...ports, store },
    service,
    look: ({ name }, call, about) => history.push(`${name}: ${call} ${about}`),
    relabel: () => {},
  };

  /** The passwords of all staged versions, the current one first. */
  const staged = async () => {
    const { current, pending, previous, versions } = await store.stages(secret, signal);
    expect(versions.length).toBeLessThanOrEqual(10);
    const carrying = [current, pending, previous].filter((version) => version !== undefined);
    const values = await Promise.all(carrying.map((version) => store.read(secret, version, signal)));
    const passwords = values.map((one) => ports.type.parse(secret, one.value, one.dataType).password);
    return { passwords, leftover: pending !== undefined && pending === current };
  };
  const unknown = (passwords: readonly string[]) =>
    service.accepted.filter((accepted) => !passwords.includes(accepted));

  for (const one of orders) sandbox.faults.ask(one);
  const actors = scripts.map((script, index) => new Actor(`actor ${index + 1}`, script, world));
  await scheduler.waitFor(Promise.all(actors.map((actor) => actor.run())));
  sandbox.faults.clear();

  const { passwords, leftover } = await staged();
  const bare = !switches.previousFollowsCurrent && switches.previousOntoCurrent === 'reject';
  if (!bare || !leftover) expect(unknown(passwords), history.join('\n')).toEqual([]);
  if (slots === 2) expect(service.accepted).toContain(passwords[0]);

  const recovery = new Actor(
    'recovery',
    { asks: [{ ask: 'rotate', token: undefined }], troubles: [] },
    world,
  );
  await scheduler.waitFor(recovery.run());
  expect(recovery.outcomes, history.join('\n')).toEqual(['rotated']);
  const recovered = await staged();
  expect(unknown(recovered.passwords), history.join('\n')).toEqual([]);
  expect(service.accepted).toContain(recovered.passwords[0]);
  expect(recovered.passwords).toHaveLength(2);
}

it(`nothing is lost in ${runs} random interleavings over the wire (INTERLEAVINGS_SEED=${seed})`, async () => {
  process.stdout.write(`INTERLEAVINGS_SEED=${seed}\n`);
  await fc.assert(fc.asyncProperty(fc.scheduler(), plan, fc.array(order, { maxLength: 6 }), holds), {
    numRuns: runs,
    seed,
    // Calls over the wire come when they come, so that shrinking would go on by chance for long.
    interruptAfterTimeLimit: 150_000,
    markInterruptAsFailure: true,
  });
});
