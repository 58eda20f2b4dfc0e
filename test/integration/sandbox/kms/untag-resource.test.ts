import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../../shared/sandbox/sandbox.ts';
import { callsTo, create } from '../../../support/sandbox/calls.ts';
import { asJson, tagsOf } from '../../../support/sandbox/tags.ts';
import { startWithSecret } from '../../../support/sandbox/with-secret.ts';

describe('UntagResource', () => {
  it('takes tags off by key, and does not mind a key that is not there', async () => {
    await using sandbox = await startSandbox();
    const call = callsTo(sandbox);
    await create(call, 'app', { Tags: asJson({ team: 'b', env: 'prod', 'rotation:type': 'generic' }) });
    await call('UntagResource', { SecretName: 'app', TagKeys: '["env","absent"]' });
    expect(await tagsOf(call, 'app')).toEqual({ team: 'b', 'rotation:type': 'generic' });
  });

  it.each([
    [
      'a secret that is not there',
      { SecretName: 'none', TagKeys: '["a"]' },
      'Forbidden.ResourceNotFound',
      404,
    ],
    ['no key', { SecretName: 'app', TagKeys: '[]' }, 'InvalidParameter', 400],
    ['keys that are no JSON', { SecretName: 'app', TagKeys: 'a' }, 'InvalidParameter', 400],
    ['no keys', { SecretName: 'app' }, 'MissingParameter', 400],
  ])('is refused with %s', async (_, parameters, failed, status) => {
    await using running = await startWithSecret();
    expect(await running.call('UntagResource', parameters)).toMatchObject({ failed, status });
  });

  it('is refused by an ARN, and in the deletion window', async () => {
    await using running = await startWithSecret();
    const { call, arn } = running;
    expect(await call('UntagResource', { SecretName: arn('app'), TagKeys: '["a"]' })).toMatchObject({
      failed: 'InvalidParameter',
    });
    await call('DeleteSecret', { SecretName: 'app' });
    expect(await call('UntagResource', { SecretName: 'app', TagKeys: '["a"]' })).toMatchObject({
      failed: 'Rejected.ResourceInDeleteWindow',
      status: 409,
    });
  });
});
