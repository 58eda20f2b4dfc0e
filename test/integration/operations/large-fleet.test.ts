import { describe, expect, it } from 'vitest';
import { type } from '../../../functions/generic/index.ts';
import { fixedCredentials } from '../../../shared/alibaba/credentials.ts';
import { openStore } from '../../../shared/alibaba/secrets/open.ts';
import type { SweepResult } from '../../../shared/engine/operations/sweep/outcome.ts';
import { compose } from '../../../shared/entry/composition.ts';
import { selectSecrets } from '../../../shared/operator/cli/select.ts';
import { startDeadline } from '../../../shared/runtime/deadline.ts';
import { type Cloud, startCloud } from '../../support/stand/cloud.ts';
import { exhaustive } from '../../support/stand/exhaustive.ts';
import { rotator } from '../../support/stand/in-process.ts';
import { fillFleet, fleetName } from '../../support/stand/large-fleet.ts';
import { patience } from '../../support/stand/patience.ts';
import { withVariables } from '../../support/stand/variables.ts';

const size = exhaustive ? 12_000 : 4_100;
const last = fleetName(size - 1);
const readings = exhaustive ? (['found', 'all'] as const) : (['found'] as const);

/** As the account's root: a template names the secrets of a role, and has no room for so many. */
async function sweep({ environment, sandbox }: Cloud): Promise<SweepResult> {
  const credentials = fixedCredentials(sandbox);
  using deadline = startDeadline(patience, 500);
  const { signal } = deadline;
  const store = openStore(environment, credentials);
  const engine = compose(type)({ environment, credentials, store, emit: () => {}, signal, closing: signal });
  return await engine.sweep({ operation: 'sweep', verify: false });
}

const select = (cloud: Cloud, selection: Parameters<typeof selectSecrets>[1]) =>
  withVariables(cloud.variables, () => selectSecrets(cloud.environment, selection, patience));

describe.each(readings)(
  'more secrets than a listing by tag finds, which counts them %s',
  (totalBeyondMost) => {
    it('are all seen by a sweep and by the command line, and those of others by none', async () => {
      await using cloud = await startCloud(undefined, { switches: { totalBeyondMost } });
      await fillFleet(cloud, size);
      await cloud.createSecret('foreign', 'value', { team: 'blue' });
      await cloud.tag(last, { team: 'blue' });

      expect(await sweep(cloud)).toMatchObject({ Counts: { off: size }, Secrets: [] });
      const listings = cloud.sandbox.audit.records.filter(({ eventName }) => eventName === 'ListSecrets');
      expect(listings.length).toBeLessThanOrEqual(2 + size / 100);

      const standings = JSON.parse((await rotator(cloud, 'status', '--json')).stdout);
      expect(standings).toHaveLength(size);
      expect((await rotator(cloud, 'status', last, '--json')).stdout).toContain(last);
      if (exhaustive) {
        const report = JSON.parse((await rotator(cloud, 'report', '--json')).stdout);
        expect(report.members).toHaveLength(size);
      }
      expect(await select(cloud, { tag: { key: 'team', value: 'blue' } })).toEqual([last]);
    });
  },
);

describe('the secrets of an instance', () => {
  it('are found by their values, the admin first, and others are not', async () => {
    await using cloud = await startCloud(undefined);
    const typed = { 'rotation:type': 'rds-mysql' };
    const on = (Endpoint: string) => ({
      AccountName: 'a',
      AccountPassword: 'canary',
      Endpoint,
      Port: '3306',
    });
    for (let index = 0; index < 20; index += 1)
      await cloud.createSecret(`app-${index}`, on(index % 2 === 0 ? 'rm-1.example' : 'rm-2.example'), {
        ...typed,
        'rotation:admin-secret': 'zz-admin',
      });
    await cloud.createSecret('plain', 'rm-1.example', { 'rotation:type': 'generic' });
    await cloud.createSecret('zz-admin', on('RM-1.example'), typed);
    const found = await select(cloud, { instance: 'rm-1.example' });
    expect(found[0]).toBe('zz-admin');
    expect(found.slice(1)).toEqual(Array.from({ length: 10 }, (_, index) => `app-${2 * index}`));
  });
});
