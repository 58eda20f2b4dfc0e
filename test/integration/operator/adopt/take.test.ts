import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAgedCloud } from '../../../support/stand/aged-cloud.ts';
import type { Cloud } from '../../../support/stand/cloud.ts';
import { rotator } from '../../../support/stand/in-process.ts';
import { stagesOf } from '../../../support/stand/stages.ts';
import { storedValue } from '../../../support/stand/stored-value.ts';

const value = 'Canary-c4-of-a-kept-value';
const policy = ['--type', 'generic', 'strategy=none'];
const daily = [...policy, 'schedule=every:1d', 'grace=7h'];

describe('rotator adopt of a secret that is there, for two days', () => {
  let cloud: Cloud;
  let made = 0;
  beforeAll(async () => {
    cloud = await startAgedCloud(undefined, async (aged) => {
      for (let count = 0; count < 20; count += 1)
        await aged.createSecret(`old-${count}`, value, { team: 'shop' });
      await aged.call('CreateSecret', {
        SecretName: 'managed',
        VersionId: 'v0',
        SecretData: '{}',
        SecretType: 'Rds',
        EnableAutomaticRotation: 'true',
        RotationInterval: '30d',
      });
    });
  });
  afterAll(() => cloud[Symbol.asyncDispose]());

  const old = () => {
    made += 1;
    return `old-${made}`;
  };
  const adopt = (secret: string, ...argv: readonly string[]) => rotator(cloud, 'adopt', secret, ...argv);
  const tagsOf = async (secret: string) => {
    const found = Object(await cloud.call('DescribeSecret', { SecretName: secret, FetchTags: 'true' }));
    const tags: { TagKey: string; TagValue: string }[] = found.Tags.Tag;
    return Object.fromEntries(tags.map(({ TagKey, TagValue }) => [TagKey, TagValue]));
  };

  it('tags it in one call, and leaves its value, its versions and the tags of others', async () => {
    const secret = old();
    const before = await stagesOf(cloud, secret);
    const { exitCode, stdout, stderr } = await adopt(secret, ...policy, 'grace=12h', '--yes');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/its value stays as it is[\s\S]*adopted old-\d+: no schedule; rotator rotate/);
    expect(await tagsOf(secret)).toEqual({
      team: 'shop',
      'rotation:type': 'generic',
      'rotation:strategy': 'none',
      'rotation:grace': '12h',
      'rotation:status': 'failures=0',
    });
    expect(await stagesOf(cloud, secret)).toEqual(before);
    expect(await storedValue(cloud, secret)).toBe(value);
    expect(await rotator(cloud, 'rotate', secret)).toMatchObject({ exitCode: 0 });
  });

  it('changes nothing with --dry-run, and nothing without a yes', async () => {
    const secret = old();
    expect(await adopt(secret, ...policy, '--dry-run')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/Nothing was changed/),
    });
    expect(await adopt(secret, ...policy)).toMatchObject({
      exitCode: 3,
      stdout: expect.stringMatching(/--yes/),
    });
    expect(await tagsOf(secret)).toEqual({ team: 'shop' });
  });

  it('makes nothing due at once unless the operator allows it', async () => {
    const secret = old();
    const { exitCode, stdout } = await adopt(secret, ...daily, '--yes');
    expect({ exitCode, stdout }).toEqual({
      exitCode: 3,
      stdout: expect.stringMatching(/--due-now.*missed=skip/),
    });
    expect(await tagsOf(secret)).toEqual({ team: 'shop' });
    const allowed = await adopt(secret, ...daily, '--yes', '--due-now');
    expect(allowed).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/the next sweep rotates it/),
    });
    await rotator(cloud, 'sweep', '--json');
    expect(await storedValue(cloud, secret)).not.toBe(value);
  });

  it('waits for the time after where the policy skips what was missed', async () => {
    const secret = old();
    const { exitCode, stdout } = await adopt(secret, ...daily, 'missed=skip', '--yes', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).Notes).toContainEqual(expect.stringContaining('rotator deploy generic'));
    expect(Date.parse(JSON.parse(stdout).FirstDue)).toBeGreaterThan(Date.now());
    await rotator(cloud, 'sweep', '--json');
    expect(await storedValue(cloud, secret)).toBe(value);
  });

  it('refuses a secret that KMS rotates by itself, and says what to do', async () => {
    const { exitCode, stderr } = await adopt('managed', '--type', 'rds-mysql', '--yes');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 3,
      stderr: expect.stringMatching(
        /type Rds, which KMS rotates by itself; .*Enabled.*Use its managed rotation/,
      ),
    });
    expect(await tagsOf('managed')).toEqual({});
  });

  it('says of one that was adopted what is so already, and names the command for the rest', async () => {
    const secret = old();
    await adopt(secret, ...policy, '--yes');
    expect(await adopt(secret, ...policy, '--yes')).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('unchanged'),
    });
    const { exitCode, stdout } = await adopt(secret, ...daily, '--yes');
    expect(exitCode).toBe(3);
    expect(stdout).toContain(`rotator set ${secret} schedule=every:1d grace=7h`);
    expect(await tagsOf(secret)).not.toHaveProperty('rotation:schedule');
  });

  it('says what it found out in one JSON document', async () => {
    const secret = old();
    const { stdout, exitCode } = await adopt(secret, ...policy, '--yes', '--json');
    expect({ exitCode, answer: JSON.parse(stdout) }).toEqual({
      exitCode: 0,
      answer: {
        SecretId: secret,
        Outcome: 'adopted',
        Tags: { 'rotation:type': 'generic', 'rotation:strategy': 'none' },
        Removed: [],
        Notes: ['its value stays as it is until the first rotation'],
        Plan: expect.objectContaining({ Outcome: 'planned', Strategy: 'none' }),
      },
    });
  });

  it('takes no secret in its deletion window', async () => {
    const secret = old();
    await cloud.call('DeleteSecret', { SecretName: secret });
    const { exitCode, stderr } = await adopt(secret, ...policy, '--yes');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringContaining('secret-in-deletion'),
    });
  });
});
