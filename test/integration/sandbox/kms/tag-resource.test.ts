import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../../shared/sandbox/sandbox.ts';
import { callsTo, create } from '../../../support/sandbox/calls.ts';
import { asJson, manyTags, tagsOf } from '../../../support/sandbox/tags.ts';
import { startWithSecret } from '../../../support/sandbox/with-secret.ts';

describe('TagResource', () => {
  it('adds tags and overwrites them by key', async () => {
    await using sandbox = await startSandbox();
    const call = callsTo(sandbox);
    await create(call, 'app', { Tags: asJson({ team: 'a', 'rotation:type': 'generic' }) });
    await call('TagResource', { SecretName: 'app', Tags: asJson({ team: 'b', env: 'prod' }) });
    expect(await tagsOf(call, 'app')).toEqual({ team: 'b', env: 'prod', 'rotation:type': 'generic' });
  });

  it('adds none beyond its own limit, and still overwrites where CreateSecret went beyond it', async () => {
    await using sandbox = await startSandbox();
    const call = callsTo(sandbox);
    await create(call, 'app', { Tags: manyTags(20) });
    expect(await call('TagResource', { SecretName: 'app', Tags: asJson({ more: 'x' }) })).toMatchObject({
      failed: 'Rejected.LimitExceeded',
    });
    await call('TagResource', { SecretName: 'app', Tags: manyTags(2, 'y') });
    expect(await tagsOf(call, 'app')).toMatchObject({ t0: 'y', t1: 'y', t2: 'x' });
  });

  it.each([
    [
      'a secret that is not there',
      { SecretName: 'none', Tags: asJson({ a: 'b' }) },
      'Forbidden.ResourceNotFound',
      404,
    ],
    ['no tag', { SecretName: 'app', Tags: '[]' }, 'InvalidParameter', 400],
    ['no tags', { SecretName: 'app' }, 'MissingParameter', 400],
    ['tags that are no JSON', { SecretName: 'app', Tags: '{' }, 'InvalidParameter', 400],
    ['an empty key', { SecretName: 'app', Tags: asJson({ '': 'x' }) }, 'InvalidParameter', 400],
    [
      'a key of 129 characters',
      { SecretName: 'app', Tags: asJson({ ['k'.repeat(129)]: 'x' }) },
      'InvalidParameter',
      400,
    ],
    [
      'a value of 129 characters',
      { SecretName: 'app', Tags: asJson({ k: 'x'.repeat(129) }) },
      'InvalidParameter',
      400,
    ],
    [
      'a key of the system',
      { SecretName: 'app', Tags: asJson({ 'aliyun-x': 'x' }) },
      'InvalidParameter',
      400,
    ],
  ])('is refused with %s', async (_, parameters, failed, status) => {
    await using running = await startWithSecret();
    expect(await running.call('TagResource', parameters)).toMatchObject({ failed, status });
    expect(await tagsOf(running.call, 'app')).toEqual({});
  });

  it('is refused by an ARN, and in the deletion window', async () => {
    await using running = await startWithSecret();
    const { call, arn } = running;
    const Tags = asJson({ team: 'a' });
    expect(await call('TagResource', { SecretName: arn('app'), Tags })).toMatchObject({
      failed: 'InvalidParameter',
    });
    await call('DeleteSecret', { SecretName: 'app' });
    expect(await call('TagResource', { SecretName: 'app', Tags })).toMatchObject({
      failed: 'Rejected.ResourceInDeleteWindow',
      status: 409,
    });
  });
});
