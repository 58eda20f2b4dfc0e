import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedCredentials } from '../../../../shared/alibaba/credentials.ts';
import { openKmsClient } from '../../../../shared/alibaba/secrets/open.ts';
import { notAsked } from '../../../../shared/operator/conformance/not-asked.ts';
import { mostCalls, questions } from '../../../../shared/operator/conformance/questions.ts';
import { runConformance } from '../../../../shared/operator/conformance/run-conformance.ts';
import { switchesOf } from '../../../../shared/operator/conformance/settings.ts';
import { newName } from '../../../../shared/operator/conformance/temporary-secret.ts';
import { SwitchSetting } from '../../../../shared/sandbox/settings/switch-setting.ts';
import { defaultSwitches, Switches } from '../../../../shared/sandbox/switches.ts';
import { startCloud } from '../../../support/stand/cloud.ts';
import { exhaustive } from '../../../support/stand/exhaustive.ts';
import { patience } from '../../../support/stand/patience.ts';

/** The values that each switch may have and that a run asks about. */
const values = {
  previousFollowsCurrent: [true, false],
  removeFromMismatch: Switches.shape.removeFromMismatch.options,
  previousOntoCurrent: Switches.shape.previousOntoCurrent.options,
  putConflict: Switches.shape.putConflict.options,
  repeatedPutMovesStages: [true, false],
  dataTypeIsPartOfValue: [true, false],
  missingVersion: Switches.shape.missingVersion.options,
  readInDeletionWindow: Switches.shape.readInDeletionWindow.options,
  versionOrder: Switches.shape.versionOrder.options,
  maxTags: [10, 20],
  tagAlphabet: Switches.shape.tagAlphabet.options,
  nameFilter: Switches.shape.nameFilter.options,
  arnForName: Switches.shape.arnForName.options,
  defaultKey: Switches.shape.defaultKey.options,
  requireEachTypeByDefault: [true, false],
  requestBody: Switches.shape.requestBody.options,
} as const satisfies Partial<Record<keyof Switches, readonly unknown[]>>;

type Chosen = { readonly [Name in keyof typeof values]: (typeof values)[Name][number] };

const arbitrary: fc.Arbitrary<Chosen> = fc.record({
  previousFollowsCurrent: fc.constantFrom(...values.previousFollowsCurrent),
  removeFromMismatch: fc.constantFrom(...values.removeFromMismatch),
  previousOntoCurrent: fc.constantFrom(...values.previousOntoCurrent),
  putConflict: fc.constantFrom(...values.putConflict),
  repeatedPutMovesStages: fc.constantFrom(...values.repeatedPutMovesStages),
  dataTypeIsPartOfValue: fc.constantFrom(...values.dataTypeIsPartOfValue),
  missingVersion: fc.constantFrom(...values.missingVersion),
  readInDeletionWindow: fc.constantFrom(...values.readInDeletionWindow),
  versionOrder: fc.constantFrom(...values.versionOrder),
  maxTags: fc.constantFrom(...values.maxTags),
  tagAlphabet: fc.constantFrom(...values.tagAlphabet),
  nameFilter: fc.constantFrom(...values.nameFilter),
  arnForName: fc.constantFrom(...values.arnForName),
  defaultKey: fc.constantFrom(...values.defaultKey),
  requireEachTypeByDefault: fc.constantFrom(...values.requireEachTypeByDefault),
  requestBody: fc.constantFrom(...values.requestBody),
});

/** The defaults of the switches that a run asks about, changed by some. */
const usual = Object.fromEntries(
  Object.keys(values).map((name) => [name, Reflect.get(defaultSwitches, name)]),
);

const singles = Object.entries(values).flatMap(([name, all]) => all.map((value) => ({ name, value })));

/** What a run finds in a sandbox of these switches, and how it leaves the sandbox. */
async function findIn(switches: Partial<Switches>) {
  await using cloud = await startCloud(undefined, { switches });
  const { accessKeyId, accessKeySecret } = cloud.sandbox;
  const kms = openKmsClient(cloud.environment, fixedCredentials({ accessKeyId, accessKeySecret }));
  const { findings, left, calls } = await runConformance(kms, newName(), {}, AbortSignal.timeout(patience));
  const { TotalCount: secrets } = Object(await cloud.call('ListSecrets', {}));
  const found = findings.flatMap(({ name, hasSwitch, answer, unanswered }) =>
    hasSwitch ? [[name, answer?.value ?? unanswered ?? answer?.words]] : [],
  );
  // As `rotator sandbox --switch` reads them.
  const read = switchesOf(findings).map((text) => SwitchSetting.parse(text));
  const reproduced = Object.assign({}, ...read);
  return { found: Object.fromEntries(found), reproduced, left, secrets, calls: calls.length };
}

describe('a conformance test', () => {
  it('asks about each switch of the sandbox, or says why not', () => {
    const asked = questions.filter(({ hasSwitch }) => hasSwitch).map(({ name }) => name);
    expect([...asked, ...Object.keys(notAsked)].toSorted()).toEqual(Switches.keyof().options.toSorted());
    expect(asked.toSorted()).toEqual(Object.keys(values).toSorted());
  });

  it.each(singles)('finds $name at $value', async ({ name, value }) => {
    const { found } = await findIn({ ...usual, [name]: value });
    expect(found).toEqual({ ...usual, [name]: value });
  });

  const runs = exhaustive ? 400 : 40;
  const seed = Number(process.env.CONFORMANCE_SEED ?? (exhaustive ? randomInt(2 ** 31) : 16));
  it(`finds exactly the switches of ${runs} random sandboxes, and leaves nothing there (CONFORMANCE_SEED=${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(arbitrary, async (switches) => {
        const { found, reproduced, left, secrets, calls } = await findIn(switches);
        expect(found).toEqual(switches);
        expect(reproduced).toEqual(switches);
        expect({ left, secrets }).toEqual({ left: undefined, secrets: 0 });
        expect(calls).toBeLessThanOrEqual(mostCalls);
      }),
      { seed, numRuns: runs, endOnFailure: true },
    );
  });
});
