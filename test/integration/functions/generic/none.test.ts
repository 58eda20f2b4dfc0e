import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Interruption } from './interruption.ts';
import { Scene } from './scene.ts';

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.start();
});
afterEach(() => scene[Symbol.asyncDispose]());

const tags = { strategy: 'none' };

describe('a value that is installed nowhere', () => {
  it('is replaced as a whole where it is plain text', async () => {
    await scene.plant('first token\n', { tags: { ...tags, value: 'base64url:bytes=48' } });
    expect(await scene.rotate()).toMatchObject({ Outcome: 'rotated', Strategy: 'none' });
    expect(await scene.text()).toMatch(/^[\w-]{64}$/);
    expect(await scene.text('ACSPrevious')).toBe('first token\n');
  });

  it('is replaced in its field alone where it is JSON', async () => {
    const before = '{ "Id": 12345678901234567890, "Token": "first", "2": "b", "1": 1.0 }\n';
    await scene.plant(before, { tags: { ...tags, value: 'uuid', fields: 'Token' } });
    await scene.rotate();
    const after = await scene.text();
    expect(after.replace(/[0-9a-f-]{36}/, 'first')).toBe(before);
    expect(after).not.toBe(before);
  });

  it('stays binary where it is', async () => {
    await scene.plant('AAECAw==', { tags: { ...tags, value: 'base64' }, dataType: 'binary' });
    await scene.rotate();
    const { SecretData, SecretDataType } = await scene.read();
    expect(SecretDataType).toBe('binary');
    expect(Buffer.from(SecretData, 'base64')).toHaveLength(32);
    expect(await scene.read('ACSPrevious')).toMatchObject({
      SecretData: 'AAECAw==',
      SecretDataType: 'binary',
    });
  });

  it.each([
    '{"AccountName":"app","AccountPassword":"canary","Endpoint":"db.example","Port":"3306"}',
    '{"AccessKeyId":"LTAI1","AccessKeySecret":"canary","UserName":"app"}',
  ])('is not one that opens something which can be proven: %s', async (value) => {
    await scene.plant(value, { tags: { ...tags, fields: 'AccountPassword+AccessKeySecret' } });
    const refused = scene.rotate();
    await expect(refused).rejects.toMatchObject({ code: 'policy-malformed', aftermath: 'untouched' });
    await expect(refused).rejects.not.toThrow(/canary/);
    expect(await scene.text()).toBe(value);
  });

  it('says in words that nothing was installed or proven', async () => {
    await scene.plant('first', { tags });
    expect((await scene.rotate()).Reason).toMatch(/stored, but not installed or proven/);
  });

  it('is rotated once for one token, and again for another', async () => {
    await scene.plant('first', { tags });
    await scene.rotate({ token: 'T1' });
    const once = await scene.text();
    expect(await scene.rotate({ token: 'T1' })).toMatchObject({ Outcome: 'already-current' });
    expect(await scene.text()).toBe(once);
    await scene.rotate({ token: 'T2' });
    expect(await scene.text()).not.toBe(once);
  });

  it('is rotated by single steps', async () => {
    await scene.plant('first', { tags });
    for (const step of ['createSecret', 'setSecret', 'testSecret'] as const) {
      expect(await scene.rotate({ step, token: 'T1' })).toMatchObject({ Outcome: 'step-done' });
      expect(await scene.text()).toBe('first');
    }
    await scene.rotate({ step: 'finishSecret', token: 'T1' });
    expect(await scene.stages()).toEqual({ ACSCurrent: 'T1', ACSPrevious: 'v0' });
  });

  it('is won by one of two rotations at once', async () => {
    await scene.plant('first', { tags });
    const both = await Promise.allSettled([scene.rotate({ token: 'A' }), scene.rotate({ token: 'B' })]);
    const outcomes = both.map((one) => (one.status === 'fulfilled' ? one.value.Outcome : one.reason.code));
    expect(outcomes).toContain('rotated');
    const { ACSCurrent, RotationPending } = await scene.stages();
    expect(['A', 'B']).toContain(ACSCurrent);
    expect(RotationPending).toBeUndefined();
  });

  it('is not promoted where another rotation has taken the pending stage in between', async () => {
    await scene.plant('first', { tags });
    const interruption = new Interruption(undefined, async (point) => {
      if (point === 'before test') await scene.rotate({ step: 'createSecret', token: 'B' });
    });
    expect(await scene.rotate({ token: 'A', interruption })).toMatchObject({ Outcome: 'superseded' });
    expect(await scene.stages()).toEqual({ ACSCurrent: 'v0', RotationPending: 'B' });
  });

  it.each([
    ['auto', undefined, /none.*nothing is installed and nothing is proven/],
    ['another strategy', 'single-user', /rotation:strategy/],
  ])('is not what %s leads to', async (_, strategy, message) => {
    await scene.plant('first', { tags: strategy === undefined ? {} : { strategy } });
    await expect(scene.rotate()).rejects.toThrow(message);
    expect(await scene.stages()).toEqual({ ACSCurrent: 'v0' });
  });

  it('is left as it is by a policy that does not fit it', async () => {
    await scene.plant('{"Token":"canary"}', { tags });
    await expect(scene.rotate()).rejects.toMatchObject({ code: 'policy-malformed', aftermath: 'untouched' });
    expect(await scene.stages()).toEqual({ ACSCurrent: 'v0' });
  });
});

it('no value is in events, results, errors or the audit log', async () => {
  const values = ['canary-1-of-the-first-version'];
  await scene.plant(values[0] ?? '', { tags: { ...tags, value: 'uuid' } });
  const said: unknown[] = [await scene.rotate(), await scene.rotate()];
  await scene.rotate({ interruption: new Interruption(14) }).catch((error) => said.push(error));
  await scene.rotate({ timeout: 600 }).catch((error) => said.push(error));
  values.push(...(await scene.values()));
  expect(values.length).toBeGreaterThan(3);
  const printed = [said, scene.events, scene.cloud.sandbox.audit.records]
    .map((one) => inspect(one, { depth: 12, showHidden: true }) + JSON.stringify(one))
    .join();
  expect(values.filter((one) => printed.includes(one))).toEqual([]);
});
