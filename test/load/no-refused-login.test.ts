import { describe, expect, it } from 'vitest';
import { runningServers } from '../servers/running.ts';
import type { ServerAddress } from '../servers/server.ts';
import { Application } from '../stand/application.ts';
import { startCloud } from '../stand/cloud.ts';
import { ready } from '../stand/database-subjects.ts';
import { exhaustive } from '../stand/exhaustive.ts';
import { rotate } from '../stand/rotate.ts';
import { prepare, type Setting, settings } from '../stand/settings.ts';

/** The newest server of each engine is put under load for longer. */
const cases = settings.flatMap((setting) =>
  runningServers()
    .filter((server) => server.engine === setting.engine)
    .map((server, index, all) => ({
      ...setting,
      setting,
      server,
      version: server.version,
      rotations: exhaustive ? 200 : index === all.length - 1 ? 30 : 10,
    })),
);

/** Rotates under applications that log in without a pause, and tells what they saw. */
async function underLoad(server: ServerAddress, setting: Setting, count: number) {
  await using cloud = await startCloud(server.certificateAuthorityFile);
  const prepared = await prepare(cloud, server, setting);
  await using fresh = new Application(cloud, ready(prepared), 'fresh');
  await using caching = new Application(cloud, ready(prepared), 'caching');
  let windows = 0;
  for (let done = 0; done < count; done += 1) {
    // A cached value may live until just before the next rotation: it is the current one as that begins.
    await Promise.all([fresh.refresh(), caching.refresh()]);
    const result = await rotate(cloud, setting.type, prepared.secret);
    expect(result).toMatchObject({ Outcome: 'rotated', Strategy: setting.strategy });
    if (result.WindowMs !== undefined) windows += 1;
  }
  await Promise.all([fresh.refresh(), caching.refresh()]);
  return { fresh: fresh.tally, caching: caching.tally, windows };
}

describe.each(cases.filter((one) => one.dual))(
  '$engine $version, $strategy by $actor',
  ({ server, setting, rotations }) => {
    it(`refuses no login in ${rotations} rotations, to readers that are fresh and to readers that cache`, {
      timeout: 240_000,
    }, async () => {
      const { fresh, caching } = await underLoad(server, setting, rotations);
      expect(fresh.refusals).toEqual([]);
      expect(caching.refusals).toEqual([]);
      expect(fresh.logins).toBeGreaterThan(rotations);
      expect(caching.logins).toBeGreaterThan(rotations);
    });
  },
);

describe.each(cases.filter((one) => !one.dual))(
  '$engine $version, $strategy by $actor',
  ({ server, setting }) => {
    it('measures the window that it cannot avoid, in every rotation', async () => {
      const { windows } = await underLoad(server, setting, 10);
      expect(windows).toBe(10);
    });
  },
);
