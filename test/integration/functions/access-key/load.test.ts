import { describe, expect, it } from 'vitest';
import { Application } from '../../../support/stand/application.ts';
import { startCloud } from '../../../support/stand/cloud.ts';
import { exhaustive } from '../../../support/stand/exhaustive.ts';
import { retire, rotate } from '../../../support/stand/rotate.ts';
import { storedValue } from '../../../support/stand/stored-value.ts';
import { Timepiece } from '../../../support/stand/timepiece.ts';
import { keysOf, prepareKey, prepareKeyToEnd } from './subjects.ts';

const rotations = exhaustive ? 50 : 4;
const type = 'access-key';

describe('a caller that signs requests without a pause', () => {
  it(`is never refused in ${rotations} rotations, each of which ends the key before`, async () => {
    await using cloud = await startCloud(undefined);
    const key = await prepareKeyToEnd(cloud);
    await using fresh = new Application(cloud, key, 'fresh');
    await using caching = new Application(cloud, key, 'caching');
    for (let done = 0; done < rotations; done += 1) {
      const old = await storedValue(cloud, key.secret);
      expect(await rotate(cloud, type, key.secret)).toMatchObject({ Outcome: 'rotated' });
      // What a caller holds may be the previous key until its grace ends.
      await Promise.all([fresh.refresh(), caching.refresh()]);
      expect(await retire(cloud, type, key.secret)).toMatchObject({ Outcome: 'retired' });
      expect(await key.logIn(old)).toBe('InvalidAccessKeyId.NotFound');
      expect(await keysOf(cloud, key.user)).toHaveLength(1);
    }
    await Promise.all([fresh.refresh(), caching.refresh()]);
    expect(fresh.tally.refusals).toEqual([]);
    expect(caching.tally.refusals).toEqual([]);
    expect(fresh.tally.logins).toBeGreaterThan(rotations);
    expect(caching.tally.logins).toBeGreaterThan(rotations);
  });

  it('does not notice that a new key takes 15 seconds to be known everywhere', async () => {
    const clock = new Timepiece({ leaps: true });
    await using cloud = await startCloud(undefined, { clock, switches: { accessKeySpread: 15_000 } });
    const key = await prepareKey(cloud);
    clock.pass(3_600_000);
    await using fresh = new Application(cloud, key, 'fresh');
    const startedAt = clock.now();
    expect(await rotate(cloud, type, key.secret, { clock })).toMatchObject({ Outcome: 'rotated' });
    expect(clock.now() - startedAt).toBeGreaterThan(14_000);
    await fresh.refresh();
    expect(fresh.tally.refusals).toEqual([]);
  });

  it('keeps its key when the new one is not known in time, and the next run goes on with that one', async () => {
    const clock = new Timepiece({ leaps: true });
    await using cloud = await startCloud(undefined, { clock, switches: { accessKeySpread: 8_000 } });
    const key = await prepareKey(cloud);
    clock.pass(3_600_000);
    const hasty = rotate(cloud, type, key.secret, { token: 'T-1', timeout: 6_000, clock });
    await expect(hasty).rejects.toMatchObject({ code: 'busy', aftermath: 'applied' });
    expect(await key.logIn(await storedValue(cloud, key.secret))).toBeUndefined();
    expect(await rotate(cloud, type, key.secret, { clock })).toMatchObject({
      Outcome: 'rotated',
      VersionId: 'T-1',
    });
    expect(await keysOf(cloud, key.user)).toHaveLength(2);
  });
});
