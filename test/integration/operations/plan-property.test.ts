import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RotationError } from '../../../shared/engine/rotation/errors.ts';
import { engines } from '../../support/servers/running.ts';
import { startCloud } from '../../support/stand/cloud.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { plan, rotate } from '../../support/stand/rotate.ts';
import { stagesOf } from '../../support/stand/stages.ts';
import { storedValue } from '../../support/stand/stored-value.ts';
import { type SetUp, setUp } from './plan-property/set-up.ts';
import { World } from './plan-property/world.ts';

/** A failure is repeated by the seed that its title and its message tell. */
const seed = Number(process.env.PLAN_SEED ?? (exhaustive ? randomInt(2 ** 31) : 16));
const runs = Number(process.env.PLAN_RUNS ?? (exhaustive ? 300 : 8));

/** A rotation ends so for what does not depend on the new value, and a plan finds it. */
const foreseeable: readonly string[] = [
  'privilege-missing',
  'rights-differ',
  'refused',
  'policy-malformed',
  'strategy-unavailable',
];

async function ended(work: Promise<{ readonly Outcome: string }>): Promise<string> {
  try {
    return (await work).Outcome;
  } catch (error) {
    if (error instanceof RotationError) return error.code;
    throw error;
  }
}

describe.each(engines('mysql', 'mariadb', 'postgresql'))('$engine $version', (server) => {
  it(`rotates whatever a plan calls ready (PLAN_SEED=${seed}, ${runs} set-ups)`, async () => {
    const counts = new Map<string, number>();
    const judge = async (chosen: SetUp) => {
      await using cloud = await startCloud(server.certificateAuthorityFile);
      await using world = await World.make(cloud, server, chosen);
      const { type, secret } = world;
      const state = async () => [
        await world.state(),
        await stagesOf(cloud, secret),
        await storedValue(cloud, secret),
      ];
      const before = await state();
      const told = await ended(plan(cloud, type, secret));
      expect(await state()).toEqual(before);
      const came = await ended(rotate(cloud, type, secret));
      const both = `${told}, then ${came}`;
      counts.set(both, (counts.get(both) ?? 0) + 1);
      if (told !== 'planned') return;
      expect(foreseeable, both).not.toContain(came);
    };
    await fc.assert(fc.asyncProperty(setUp(server.engine), judge), {
      seed,
      numRuns: runs,
      endOnFailure: true,
    });
    const tally = [...counts].map(([both, count]) => `${both}: ${count}`).join('; ');
    process.stdout.write(
      `${server.engine} ${server.version}, PLAN_SEED=${seed}, ${runs} set-ups: ${tally}\n`,
    );
    const of = (outcome: string) =>
      [...counts].reduce((sum, [both, count]) => (both.startsWith(outcome) ? sum + count : sum), 0);
    for (const outcome of ['planned', 'blocked'])
      expect(of(outcome), `${outcome} in ${tally}`).toBeGreaterThan(runs / 10);
  });
});
