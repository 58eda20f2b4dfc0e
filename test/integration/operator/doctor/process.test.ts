import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixedCredentials } from '../../../../shared/alibaba/credentials.ts';
import { clockCheck } from '../../../../shared/operator/doctor/process/clock.ts';
import { minute } from '../../../../shared/runtime/time.ts';
import { unusedPort } from '../../../support/servers/unused-port.ts';
import { type Cloud, startCloud } from '../../../support/stand/cloud.ts';
import { patience } from '../../../support/stand/patience.ts';
import { findingsOf, withOther } from './findings.ts';

describe('rotator doctor', () => {
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await startCloud(undefined);
  });
  afterAll(() => cloud[Symbol.asyncDispose]());

  it('says whose credentials these are, that KMS answers, and that the clock is right', async () => {
    const found = await findingsOf(cloud);
    expect(found.get('credentials')).toMatchObject({ state: 'ok', detail: expect.stringMatching(/:root$/) });
    expect(found.get('KMS')).toMatchObject({ state: 'ok', detail: `answers at ${cloud.sandbox.endpoint}` });
    expect(found.get('clock')).toMatchObject({ state: 'ok', detail: expect.stringMatching(/^\d s off/) });
  });

  it.each([
    [{ ALIBABA_CLOUD_ACCESS_KEY_ID: 'LTAI5tUnknown' }, 'InvalidAccessKeyId.NotFound'],
    [{ ALIBABA_CLOUD_ACCESS_KEY_SECRET: 'wrong' }, 'SignatureDoesNotMatch'],
  ])('fails for the credentials %j', async (variables, code) => {
    const found = (await findingsOf(withOther(cloud, variables))).get('credentials');
    expect(found).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining(code),
      remedy: 'use credentials of this account that are in force',
    });
  });

  it('fails where nothing listens at the address of KMS', async () => {
    const other = { ROTATION_KMS_ENDPOINT: `http://127.0.0.1:${await unusedPort()}` };
    const found = await findingsOf(withOther(cloud, other));
    expect(found.get('KMS')).toMatchObject({
      state: 'failed',
      detail: expect.stringContaining('nothing listens there (ECONNREFUSED)'),
      remedy: expect.stringContaining('ROTATION_KMS_ENDPOINT'),
    });
    expect(found.get('clock')).toMatchObject({ state: 'skipped' });
    expect(found.get('kms:ListSecrets')).toMatchObject({ state: 'failed' });
  });

  it('fails where the name of KMS does not resolve', async () => {
    const other = { ROTATION_KMS_ENDPOINT: 'http://kms.invalid' };
    const found = (await findingsOf(withOther(cloud, other))).get('KMS');
    expect(found).toMatchObject({ state: 'failed', detail: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) });
  });

  it('fails where no region is known', async () => {
    const { ALIBABA_CLOUD_REGION_ID: _, ROTATION_ENDPOINT: __, ...others } = cloud.variables;
    const variables = { ...others, ROTATION_STS_ENDPOINT: cloud.sandbox.endpoint };
    const found = await findingsOf({ ...cloud, variables });
    expect(found.get('KMS')).toMatchObject({
      state: 'failed',
      remedy: 'set ALIBABA_CLOUD_REGION_ID, or name it with --region',
    });
    expect(found.get('kms:ListSecrets')).toMatchObject({ state: 'failed' });
  });

  it.each([
    [0, 'ok'],
    [2 * minute, 'warning'],
    [-2 * minute, 'warning'],
    [16 * minute, 'failed'],
    [-16 * minute, 'failed'],
  ])('judges a clock that is %i ms off as %s', async (off, state) => {
    const { accessKeyId, accessKeySecret } = cloud.sandbox;
    const check = clockCheck({
      types: [],
      environment: cloud.environment,
      credentials: fixedCredentials({ accessKeyId, accessKeySecret }),
      clock: { now: () => Date.now() + off, sleep: async () => {} },
      signal: AbortSignal.timeout(patience),
    });
    expect(await check.run()).toMatchObject({ state });
  });
});
