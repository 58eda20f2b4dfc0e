import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until as waitUntil } from '../../../support/sandbox/until.ts';
import { startAgedCloud } from '../../../support/stand/aged-cloud.ts';
import type { Cloud } from '../../../support/stand/cloud.ts';
import { rotator } from '../../../support/stand/in-process.ts';
import { stagesOf } from '../../../support/stand/stages.ts';

const status = 'failures=1:unreachable@2026-11-30T00:00:00Z';

describe('rotator set', () => {
  let cloud: Cloud;
  let made = 0;
  beforeAll(async () => {
    cloud = await startAgedCloud(undefined, async (aged) => {
      for (let count = 0; count < 20; count += 1)
        await aged.createSecret(`token-${count}`, 'a value', {
          team: 'shop',
          'rotation:type': 'generic',
          'rotation:strategy': 'none',
          'rotation:value': 'hex',
          'rotation:schedule': 'every:30d',
          'rotation:status': status,
          'rotation:state': 'kept',
        });
      await aged.createSecret('stranger', 'a value', { team: 'shop' });
    });
  });
  afterAll(() => cloud[Symbol.asyncDispose]());

  const one = () => {
    made += 1;
    return `token-${made}`;
  };
  const set = (secret: string, ...argv: readonly string[]) => rotator(cloud, 'set', secret, ...argv);
  const tagsOf = async (secret: string) => {
    const found = Object(await cloud.call('DescribeSecret', { SecretName: secret, FetchTags: 'true' }));
    const tags: { TagKey: string; TagValue: string }[] = found.Tags.Tag;
    return Object.fromEntries(tags.map(({ TagKey, TagValue }) => [TagKey, TagValue]));
  };
  const callsOf = async (work: () => Promise<unknown>) => {
    const before = cloud.sandbox.audit.records.length;
    await work();
    return cloud.sandbox.audit.records.slice(before).map(({ eventName }) => eventName);
  };

  it('writes, changes and removes tags, and keeps the status and the tags of others', async () => {
    const secret = one();
    const before = await stagesOf(cloud, secret);
    const { exitCode, stdout, stderr } = await set(
      secret,
      'schedule=every:7d',
      'grace=12h',
      'value=',
      '--yes',
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(
      /rotation:schedule +every:30d -> every:7d\n +rotation:grace +12h\n +rotation:value +hex -> \(removed\)/,
    );
    expect(stdout).toMatch(/changed token-\d+: first due 20/);
    expect(await tagsOf(secret)).toEqual({
      team: 'shop',
      'rotation:type': 'generic',
      'rotation:strategy': 'none',
      'rotation:schedule': 'every:7d',
      'rotation:grace': '12h',
      'rotation:status': status,
      'rotation:state': 'kept',
    });
    expect(await stagesOf(cloud, secret)).toEqual(before);
  });

  it('shows what it would do with --dry-run, and changes nothing', async () => {
    const secret = one();
    const before = await tagsOf(secret);
    expect(await set(secret, 'grace=12h', '--dry-run')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/ready .*rotation:grace +12h.*--dry-run/s),
    });
    expect(await set(secret, 'grace=12h')).toMatchObject({ exitCode: 3 });
    expect(await tagsOf(secret)).toEqual(before);
  });

  it('answers one JSON document', async () => {
    const { exitCode, stdout } = await set(one(), 'grace=12h', 'value=', '--yes', '--json');
    expect({ exitCode, answer: JSON.parse(stdout) }).toMatchObject({
      exitCode: 0,
      answer: { Outcome: 'changed', Tags: { 'rotation:grace': '12h' }, Removed: ['rotation:value'] },
    });
  });

  it('writes nothing where the tags are so already', async () => {
    const secret = one();
    const calls = await callsOf(async () => {
      expect(await set(secret, 'schedule=every:30d', 'window=')).toMatchObject({
        exitCode: 0,
        stdout: expect.stringContaining('unchanged'),
      });
    });
    expect(calls).toEqual(['DescribeSecret']);
  });

  it.each([
    ['a policy by which a rotation is blocked', ['strategy=auto'], 3, /blocked/],
    ['a strategy of another type', ['strategy=two-keys'], 1, /rotation:strategy/],
    ['a schedule that does not fit the grace', ['grace=31d'], 1, /rotation:schedule/],
    ['a value that its type cannot make', ['value=base63'], 1, /rotation:value/],
  ])('refuses %s and changes nothing', async (_, words, code, told) => {
    const secret = one();
    const before = await tagsOf(secret);
    const { exitCode, stdout, stderr } = await set(secret, ...words, '--yes');
    expect({ exitCode, told: stdout + stderr }).toEqual({
      exitCode: code,
      told: expect.stringMatching(told),
    });
    expect(await tagsOf(secret)).toEqual(before);
  });

  it('makes no secret due at once unless the operator allows it', async () => {
    const secret = one();
    const words = ['schedule=every:1d', 'grace=7h', '--yes'];
    expect(await set(secret, ...words)).toMatchObject({
      exitCode: 3,
      stdout: expect.stringContaining('--due-now'),
    });
    expect(await tagsOf(secret)).toMatchObject({ 'rotation:schedule': 'every:30d' });
    expect(await set(secret, ...words, '--due-now')).toMatchObject({ exitCode: 0 });
    expect(await set(secret, 'password=length=40', '--yes')).toMatchObject({ exitCode: 0 });
  });

  it('turns timers off, or gives a secret up, without a plan', async () => {
    const secret = one();
    await cloud.tag(secret, { 'rotation:strategy': 'auto' });
    expect(await set(secret, 'auto=off', '--yes')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/no plan was made[\s\S]*timers leave it alone/),
    });
    expect(await set(secret, 'type=', '--yes')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('nothing rotates it'),
    });
    expect(await tagsOf(secret)).not.toHaveProperty('rotation:type');
    expect(
      await rotator(cloud, 'adopt', secret, '--type', 'generic', 'strategy=none', 'auto=on', '--yes'),
    ).toMatchObject({ exitCode: 0 });
    expect(await tagsOf(secret)).toMatchObject({ 'rotation:value': 'hex', 'rotation:auto': 'on' });
  });

  it('mends a tag that nobody can read', async () => {
    const secret = one();
    await cloud.tag(secret, { 'rotation:grace': 'soon' });
    expect(await set(secret, 'value=base64', '--yes')).toMatchObject({ exitCode: 1 });
    expect(await set(secret, 'grace=', '--yes')).toMatchObject({ exitCode: 0 });
  });

  it('points to adopt for a secret that nobody has adopted', async () => {
    const { exitCode, stderr } = await set('stranger', 'grace=12h', '--yes');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringContaining('rotator adopt stranger'),
    });
  });

  it.each([
    [[], /missing required argument/],
    [['grace'], /form key=value/],
    [['grase=1d'], /did you mean rotation:grace\?/],
    [['grase='], /did you mean rotation:grace\?/],
    [['grace=1'], /rotation:grace/],
    [['state=x'], /written by the functions/],
  ])('ends a wrong usage with code 2 before any call: %j', async (words, told) => {
    const calls = await callsOf(async () => {
      const { exitCode, stderr } = await set('token-0', ...words, '--yes');
      expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringMatching(told) });
    });
    expect(calls).toEqual([]);
  });

  it('changes nothing where the tags have changed since the plan', async () => {
    const secret = one();
    let letGo = () => {};
    let isHeld = false;
    const until = () => {
      isHeld = true;
      return new Promise<void>((resolve) => {
        letGo = resolve;
      });
    };
    cloud.sandbox.faults.ask({
      action: 'ListSecretVersionIds',
      fault: { kind: 'hold', when: 'before', until },
    });
    const running = set(secret, 'grace=12h', '--yes');
    await waitUntil(() => isHeld);
    await cloud.tag(secret, { 'rotation:grace': '48h' });
    letGo();
    expect(await running).toMatchObject({ exitCode: 3, stdout: expect.stringMatching(/meanwhile/) });
    expect(await tagsOf(secret)).toMatchObject({ 'rotation:grace': '48h' });
  });

  it('says what a failure has left half done, and does the rest when it is repeated', async () => {
    const secret = one();
    cloud.sandbox.faults.ask({
      action: 'UntagResource',
      fault: { kind: 'fail', status: 503, when: 'before' },
      times: 50,
    });
    const words = ['grace=12h', 'value=', '--yes'];
    const { exitCode, stdout } = await set(secret, ...words, '--json');
    cloud.sandbox.faults.clear();
    expect({ exitCode, answer: JSON.parse(stdout) }).toMatchObject({
      exitCode: 1,
      answer: { error: { code: 'store-failed', aftermath: 'applied' } },
    });
    expect(await tagsOf(secret)).toMatchObject({ 'rotation:grace': '12h', 'rotation:value': 'hex' });
    expect(await set(secret, ...words)).toMatchObject({ exitCode: 0 });
    expect(await tagsOf(secret)).not.toHaveProperty('rotation:value');
  });
});
