import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedCredentials } from '../../../../shared/alibaba/credentials.ts';
import { openRamClient } from '../../../../shared/alibaba/ram/open.ts';
import { openSts } from '../../../../shared/alibaba/sts/open.ts';
import { runKeyQuestions } from '../../../../shared/operator/conformance/access-keys/run-key-questions.ts';
import { newName } from '../../../../shared/operator/conformance/temporary-secret.ts';
import { systemClock } from '../../../../shared/runtime/system-clock.ts';
import { Switches } from '../../../../shared/sandbox/switches.ts';
import { startCloud } from '../../../support/stand/cloud.ts';
import { patience } from '../../../support/stand/patience.ts';

/** What a run finds in a sandbox of these switches, and whether it leaves a user there. */
async function findIn(switches: Partial<Switches>) {
  await using cloud = await startCloud(undefined, { switches });
  const { environment, sandbox } = cloud;
  const { accessKeyId, accessKeySecret } = sandbox;
  const services = {
    ram: openRamClient(environment, fixedCredentials({ accessKeyId, accessKeySecret })),
    openSts: (key: ReturnType<typeof fixedCredentials>) => openSts(environment, key),
    clock: systemClock,
  };
  const { findings, left } = await runKeyQuestions(services, newName(), AbortSignal.timeout(patience));
  expect(left).toBe(undefined);
  expect(Object(await cloud.ram('ListUsers', {})).Users.User).toEqual([]);
  return Object.fromEntries(
    findings.map(({ name, answer, unanswered }) => [name, answer?.value ?? unanswered]),
  );
}

describe('a conformance test of AccessKeys', () => {
  it('finds exactly the switches, and leaves no user', async () => {
    const { neverUsed, deleteActiveKey } = Switches.shape;
    const switches = fc.record({
      neverUsed: fc.constantFrom(...neverUsed.options),
      deleteActiveKey: fc.constantFrom(...deleteActiveKey.options),
      accessKeySpread: fc.constant(0),
    });
    await fc.assert(
      fc.asyncProperty(switches, async (chosen) => {
        expect(await findIn(chosen)).toEqual(chosen);
      }),
      { seed: 16, numRuns: 10, endOnFailure: true },
    );
  });

  it('measures how long a key stays unknown, never less than it does', async () => {
    const { accessKeySpread } = await findIn({ accessKeySpread: 600 });
    expect(accessKeySpread).toBeGreaterThanOrEqual(600);
  });
});
