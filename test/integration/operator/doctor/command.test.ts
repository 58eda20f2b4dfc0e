import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unusedPort } from '../../../support/servers/unused-port.ts';
import { type Cloud, startCloud } from '../../../support/stand/cloud.ts';
import { rotator } from '../../../support/stand/in-process.ts';
import { withOther } from './findings.ts';

describe('rotator doctor', () => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await startCloud(undefined);
    const tags = { 'rotation:type': 'generic', 'rotation:strategy': 'none' };
    await cloud.createSecret('token', 'Canary-of-a-token', tags);
  });
  afterAll(() => cloud[Symbol.asyncDispose]());

  it('ends with 0 where nothing fails, one line a check', async () => {
    const { exitCode, stdout, stderr } = await rotator(cloud, 'doctor', 'token');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^ok +credentials +acs:ram::\d+:root$/m);
    expect(stdout).toMatch(/^ok +kms:PutSecretValue +allowed$/m);
    expect(stdout).toMatch(/^ok +plan +a rotation would use none$/m);
    expect(stdout).toMatch(/\d+ checks, none failed\. Nothing was changed\.\n$/);
    expect(stdout).not.toContain('What to do');
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('ends with 1 where a check fails, and says what to do', async () => {
    const dead = `http://127.0.0.1:${await unusedPort()}`;
    const { exitCode, stdout } = await rotator(withOther(cloud, { ROTATION_KMS_ENDPOINT: dead }), 'doctor');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^failed +KMS +\S+ does not answer/m);
    expect(stdout).toContain(
      '  KMS of this process:\n    check the region, ROTATION_KMS_ENDPOINT, and the network path',
    );
  });

  it('answers one document with --json', async () => {
    const { stdout } = await rotator(cloud, 'doctor', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      Failed: 0,
      Checks: expect.arrayContaining([
        { about: 'this process', title: 'KMS', state: 'ok', detail: expect.any(String) },
      ]),
    });
  });

  it.each([
    [['--conformance', 'token'], '--conformance takes no secret'],
    [['--conformance', '--function', 'f'], '--conformance takes no secret and no function'],
    [['--yes'], '--yes needs --conformance'],
    [['--kms-key', 'k'], '--kms-key needs --conformance'],
    [['--silence', '3'], '--silence needs --function'],
    [['--silence', 'x', '--function', 'f'], 'must be a whole number of hours'],
  ])('refuses %j', async (argv, words) => {
    const before = cloud.sandbox.audit.records.length;
    const { exitCode, stderr } = await rotator(cloud, 'doctor', ...argv);
    expect({ exitCode, calls: cloud.sandbox.audit.records.length - before }).toEqual({
      exitCode: 2,
      calls: 0,
    });
    expect(stderr).toContain(words);
  });
});
