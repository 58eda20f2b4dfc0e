import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../../shared/sandbox/sandbox.ts';
import { callsTo, create } from '../../../support/sandbox/calls.ts';
import { asJson } from '../../../support/sandbox/tags.ts';
import { startWithSecret } from '../../../support/sandbox/with-secret.ts';

const date = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

describe('DescribeSecret', () => {
  it('answers everything but the value', async () => {
    await using running = await startWithSecret();
    const { call, arn } = running;
    await create(call, 'shop', {
      Description: 'of the shop',
      EncryptionKeyId: 'key-1',
      DKMSInstanceId: 'kst-1',
    });
    const described = await call('DescribeSecret', { SecretName: 'shop' });
    expect(described).toEqual({
      Arn: arn('shop'),
      SecretName: 'shop',
      SecretType: 'Generic',
      Description: 'of the shop',
      EncryptionKeyId: 'key-1',
      DKMSInstanceId: 'kst-1',
      CreateTime: date,
      UpdateTime: date,
      RequestId: expect.any(String),
    });
  });

  it('shows tags only when asked for', async () => {
    await using sandbox = await startSandbox();
    const call = callsTo(sandbox);
    await create(call, 'app', { Tags: asJson({ team: 'a' }) });
    expect(await call('DescribeSecret', { SecretName: 'app' })).not.toHaveProperty('Tags');
    expect(await call('DescribeSecret', { SecretName: 'app', FetchTags: 'true' })).toMatchObject({
      Tags: { Tag: [{ TagKey: 'team', TagValue: 'a' }] },
    });
  });

  it.each([
    ['a secret that is not there', { SecretName: 'none' }, 'Forbidden.ResourceNotFound', 404],
    ['a name that is none', { SecretName: 'a b' }, 'InvalidParameter', 400],
    ['a flag that is none', { SecretName: 'app', FetchTags: 'yes' }, 'InvalidParameter', 400],
    ['no name', {}, 'MissingParameter', 400],
  ])('is refused with %s', async (_, parameters, failed, status) => {
    await using running = await startWithSecret();
    expect(await running.call('DescribeSecret', parameters)).toMatchObject({ failed, status });
  });

  it('is refused by an ARN', async () => {
    await using running = await startWithSecret();
    const answer = await running.call('DescribeSecret', { SecretName: running.arn('app') });
    expect(answer).toMatchObject({ failed: 'InvalidParameter', status: 400 });
  });
});
