import { describe, expect, it } from 'vitest';
import { fingerprint, parseStatus } from '../../../../shared/engine/rotation/status.ts';
import { VersionId } from '../../../../shared/engine/rotation/store.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import { engine, secret, value } from '../../../support/engine/engine.ts';

const hour = 3_600_000;
const version = (id: string) => VersionId.parse(id);

/** A secret that was rotated once, an hour ago, with the tags that leaves. */
async function rotatedOnce({ slots = 2 as 1 | 2, tags = {} as Record<string, string> } = {}) {
  const made = engine({ slots, tags: { 'rotation:grace': '24h', ...tags } });
  await made.rotate('first');
  const { clock } = made.ports;
  const promoted = clock.now();
  const later = (milliseconds: number) => ({
    clock: { ...clock, now: () => promoted + milliseconds },
  });
  const tagged = () => made.store.tagsOf(secret)['rotation:status'];
  return { ...made, promoted, later, tagged };
}

describe('a previous value in its grace', () => {
  it('is not ended by a timer, which comes again', async () => {
    const { run, later, service, store, tagged } = await rotatedOnce();
    const before = { status: tagged(), stages: store.stagesOf(secret), accepted: service.accepted };
    const request = { operation: 'rotate', secret, scheduled: true } as const;
    expect(await run(request, later(hour))).toMatchObject({
      Outcome: 'postponed',
      InGrace: { VersionId: 'v0', Until: expect.stringMatching(/^2023-11-15T22:13:/) },
      Reason: expect.stringMatching(/version v0 .* until 2023-11-15T22:13:/),
      Steps: [],
    });
    expect({ status: tagged(), stages: store.stagesOf(secret), accepted: service.accepted }).toEqual(before);
  });

  it('is not ended by an operator who has not said so', async () => {
    const { run, later, service } = await rotatedOnce();
    expect(await run({ operation: 'rotate', secret }, later(hour))).toMatchObject({ Outcome: 'in-grace' });
    expect(service.accepted).toContain('first');
  });

  it('ends where an operator says so', async () => {
    const { run, later, service } = await rotatedOnce();
    const request = { operation: 'rotate', secret, endGrace: true } as const;
    expect(await run(request, later(hour))).toMatchObject({ Outcome: 'rotated' });
    expect(service.accepted).not.toContain('first');
  });

  it('may be ended by a rotation that comes after its grace', async () => {
    const { run, later } = await rotatedOnce();
    const request = { operation: 'rotate', secret, scheduled: true } as const;
    expect(await run(request, later(24 * hour + 1_000))).toMatchObject({ Outcome: 'rotated' });
  });

  it('lets no orchestrator begin a new version, which hears that it is to come later', async () => {
    const { run, later } = await rotatedOnce();
    const request = { operation: 'step', step: 'createSecret', secret, token: version('next') } as const;
    await expect(run(request, later(hour))).rejects.toMatchObject({ code: 'busy', aftermath: 'untouched' });
  });

  it('lets no orchestrator begin anew in the place of a version that cannot be gone on with', async () => {
    const { run, later, store } = await rotatedOnce();
    store.overwrite(secret, version('undone'), store.valueOf(secret, version('first')));
    store.label(secret, 'pending', version('undone'));
    const request = { operation: 'step', step: 'createSecret', secret, token: version('next') } as const;
    await expect(run(request, later(hour))).rejects.toMatchObject({ code: 'busy', aftermath: 'untouched' });
  });

  it('does not keep an orchestrator from going on with a value that is pending already', async () => {
    const { run, later, store } = await rotatedOnce();
    store.overwrite(secret, version('half-done'), value('half-done'));
    store.label(secret, 'pending', version('half-done'));
    const request = { operation: 'step', step: 'createSecret', secret, token: version('next') } as const;
    expect(await run(request, later(hour))).toMatchObject({ Outcome: 'step-done', VersionId: 'next' });
    expect(store.valueOf(secret, version('next')).equals(value('half-done'))).toBe(true);
  });

  it('does not keep a rotation from being finished that has begun', async () => {
    const { run, later, store } = await rotatedOnce();
    store.overwrite(secret, version('half-done'), value('half-done'));
    store.label(secret, 'pending', version('half-done'));
    const request = { operation: 'rotate', secret, scheduled: true } as const;
    expect(await run(request, later(hour))).toMatchObject({ Outcome: 'rotated', VersionId: 'half-done' });
  });

  it('is not ended until its last millisecond is over', async () => {
    const { run, ports } = await rotatedOnce();
    const success = Date.UTC(2023, 10, 14, 22, 13, 20);
    const at = (now: number) => ({ clock: { ...ports.clock, now: () => now } });
    const request = { operation: 'rotate', secret, scheduled: true } as const;
    expect(await run(request, at(success + 24 * hour - 1))).toMatchObject({ Outcome: 'postponed' });
    expect(await run(request, at(success + 24 * hour))).toMatchObject({ Outcome: 'rotated' });
  });

  it('is told with who is logged in with it', async () => {
    const { run, later, ports } = await rotatedOnce();
    const { type } = ports;
    const list = async () => [{ account: 'app', from: undefined, count: 2, since: undefined }];
    const open: typeof type.open = async (access) => ({ ...(await type.open(access)), sessions: { list } });
    const asked = { ...later(hour), type: { ...type, open } };
    expect(await run({ operation: 'rotate', secret }, asked)).toMatchObject({
      InGrace: { Users: [{ Account: 'app', Sessions: 2 }] },
    });
    const { InGrace } = await run({ operation: 'rotate', secret }, later(hour));
    expect(InGrace).not.toHaveProperty('Users');
  });

  it('is of no concern where the rotation ends another one', async () => {
    const { run, later, ports } = await rotatedOnce();
    const { type } = ports;
    const open: typeof type.open = async (access) => ({
      ...(await type.open(access)),
      endsPrevious: () => false,
    });
    const asked = { ...later(hour), type: { ...type, open } };
    expect(await run({ operation: 'rotate', secret }, asked)).toMatchObject({ Outcome: 'rotated' });
  });

  it.each([
    ['of another server', { host: 'another', password: 'first' }],
    ['the current one once more', { host: 'model', password: 'model-value-1' }],
  ])('is of no concern where it is %s', async (_, content) => {
    const { run, later, store } = await rotatedOnce();
    store.overwrite(secret, version('v0'), new Sensitive(JSON.stringify(content)));
    expect(await run({ operation: 'rotate', secret }, later(hour))).toMatchObject({ Outcome: 'rotated' });
  });

  it('is of no concern without a grace, also where the clock that recorded the promotion is ahead', async () => {
    const { run, later } = await rotatedOnce({ tags: { 'rotation:grace': '0m:accepted' } });
    const request = { operation: 'rotate', secret, scheduled: true } as const;
    expect(await run(request, later(-60_000))).toMatchObject({ Outcome: 'rotated' });
  });

  it('is not read where the current version has its stage', async () => {
    const { run, later, store } = await rotatedOnce();
    store.label(secret, 'previous', version('first'));
    store.calls.length = 0;
    expect(await run({ operation: 'rotate', secret }, later(hour))).toMatchObject({ Outcome: 'rotated' });
    expect(store.calls).not.toContain('read');
  });

  it('does not keep an emergency from beginning', async () => {
    const { run, later } = await rotatedOnce();
    const urgent = { ...later(hour), emergency: true };
    expect(await run({ operation: 'rotate', secret }, urgent)).toMatchObject({ Outcome: 'rotated' });
  });

  it('is of no concern where the service accepts one value only', async () => {
    const { run, later } = await rotatedOnce({ slots: 1 });
    expect(await run({ operation: 'rotate', secret }, later(hour))).toMatchObject({ Outcome: 'rotated' });
  });

  it('is of no concern once it was retired', async () => {
    const { run, later, store, tagged } = await rotatedOnce();
    const retired = tagged()?.replace('/failures', `/retired=${fingerprint('v0')}/failures`);
    store.tag(secret, { 'rotation:status': retired ?? '' });
    expect(await run({ operation: 'rotate', secret }, later(hour))).toMatchObject({ Outcome: 'rotated' });
  });
});

describe('a promotion', () => {
  it.each([
    ['is not on record', 'failures=0'],
    ['is of another version', 'success=2023-01-01T00:00:00Z/of=abc123/failures=0'],
    ['is still to come', `success=2030-01-01T00:00:00Z/of=${fingerprint('first')}/failures=0`],
  ])('that %s begins the grace now, and is recorded', async (_, status) => {
    const { run, later, store, tagged } = await rotatedOnce();
    store.tag(secret, { 'rotation:status': status });
    const request = { operation: 'rotate', secret, scheduled: true } as const;
    expect(await run(request, later(48 * hour))).toMatchObject({ Outcome: 'postponed' });
    const { success: before, failures } = parseStatus(status);
    expect(parseStatus(tagged())).toEqual({
      of: fingerprint('first'),
      graceSince: expect.any(Number),
      failures,
      ...(before === undefined ? {} : { success: before }),
    });
    expect(await run(request, later(71 * hour))).toMatchObject({ Outcome: 'postponed' });
    expect(await run(request, later(73 * hour))).toMatchObject({ Outcome: 'rotated' });
  });

  it('that is older than the version itself is not believed', async () => {
    const { run, later, store, promoted } = await rotatedOnce();
    const forged = `success=2023-01-01T00:00:00Z/of=${fingerprint('first')}/failures=0`;
    store.tag(secret, { 'rotation:status': forged });
    store.currentSince = promoted;
    const request = { operation: 'rotate', secret, scheduled: true } as const;
    expect(await run(request, later(hour))).toMatchObject({ Outcome: 'postponed' });
  });
});
