import { describe, expect, it } from 'vitest';
import type { SandboxOptions } from '../../../../shared/sandbox/sandbox.ts';
import { callsTo, type Parameters } from '../../../support/sandbox/calls.ts';
import { userWithKey } from '../../../support/sandbox/people.ts';
import { startRam, startWithPeople, UserName } from '../../../support/sandbox/with-people.ts';

async function startUsed(options: SandboxOptions = {}) {
  const running = await startRam(options);
  const key = await userWithKey(running.sandbox, 'alice');
  const use = () => callsTo(key, 'sts')('GetCallerIdentity');
  const lastUsed = async () => {
    const named = { UserAccessKeyId: key.accessKeyId, UserName: 'alice' };
    const { AccessKeyLastUsed } = Object(await running.ram('GetAccessKeyLastUsed', named));
    return AccessKeyLastUsed.LastUsedDate === undefined
      ? undefined
      : Date.parse(AccessKeyLastUsed.LastUsedDate);
  };
  return { ...running, key, use, lastUsed };
}

describe('GetAccessKeyLastUsed', () => {
  it('answers the last request that was accepted', async () => {
    await using used = await startUsed();
    await used.use();
    const first = await used.lastUsed();
    used.clock.pass(10_000);
    await callsTo({ ...used.key, accessKeySecret: 'wrong' }, 'sts')('GetCallerIdentity');
    expect(await used.lastUsed()).toBe(first);
    await used.use();
    expect((await used.lastUsed()) ?? 0).toBeGreaterThanOrEqual((first ?? 0) + 9_000);
  });

  it('answers a use only after the lag, each use in its turn', async () => {
    await using used = await startUsed({ switches: { lastUsedLag: 60_000 } });
    const began = Date.now();
    // Seconds after the start, and which use is told then.
    const told: [number, number | undefined][] = [];
    for (let second = 0; second <= 120; second += 15) {
      if (second < 60) await used.use();
      const seen = await used.lastUsed();
      told.push([second, seen && 15 * Math.round((seen - began + 1_000) / 15_000)]);
      used.clock.pass(15_000);
    }
    expect(told).toEqual([
      ...[0, 15, 30, 45].map((second) => [second, undefined]),
      ...[60, 75, 90, 105, 120].map((second) => [second, Math.min(second - 60, 45)]),
    ]);
  });

  it('finds no key under the name of another user', async () => {
    await using running = await startWithPeople();
    const { ram, key } = running;
    await ram('CreateUser', { UserName: 'bob' });
    const named = { UserAccessKeyId: key.accessKeyId, UserName: 'bob' };
    expect(await ram('GetAccessKeyLastUsed', named)).toMatchObject({
      failed: 'EntityNotExist.User.AccessKey',
    });
  });

  it.each<[Parameters, string, number]>([
    [{ UserName, UserAccessKeyId: 'none' }, 'EntityNotExist.User.AccessKey', 404],
    [{ UserName: 'none', UserAccessKeyId: 'none' }, 'EntityNotExist.User', 404],
    [{ UserName }, 'MissingParameter', 400],
    [{ UserAccessKeyId: 'none' }, 'MissingParameter', 400],
  ])('is refused with %j: %s', async (parameters, failed, status) => {
    await using running = await startWithPeople();
    expect(await running.ram('GetAccessKeyLastUsed', parameters)).toMatchObject({ failed, status });
  });
});
