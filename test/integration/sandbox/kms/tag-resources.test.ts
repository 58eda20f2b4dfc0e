import { describe, expect, it } from 'vitest';
import { create, type Parameters } from '../../../support/sandbox/calls.ts';
import { manyTags, onSecrets, tagsOf } from '../../../support/sandbox/tags.ts';
import { startWithSecret } from '../../../support/sandbox/with-secret.ts';

const tag = { 'Tag.1.Key': 'team', 'Tag.1.Value': 'a', 'Tag.2.Key': 'env', 'Tag.2.Value': 'prod' };

describe('TagResources', () => {
  it('puts tags on several secrets, or on none when one of them is missing', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    await create(call, 'two');
    expect(await call('TagResources', { ...onSecrets('app', 'absent'), ...tag })).toMatchObject({
      status: 404,
    });
    expect(await tagsOf(call, 'app')).toEqual({});
    await call('TagResources', { ...onSecrets('app', 'two'), ...tag });
    expect(await tagsOf(call, 'app')).toEqual({ team: 'a', env: 'prod' });
    expect(await tagsOf(call, 'two')).toEqual({ team: 'a', env: 'prod' });
  });

  const names = Array.from({ length: 51 }, (_, index) => `s${index}`);
  const keys = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`Tag.${index + 1}.Key`, `k${index}`]));
  it.each<[string, Parameters, string, number]>([
    [
      'a secret in its deletion window',
      { ...onSecrets('going'), ...tag },
      'Rejected.ResourceInDeleteWindow',
      409,
    ],
    ['more tags than a secret may have', { ...onSecrets('full'), ...tag }, 'Rejected.LimitExceeded', 400],
    ['51 secrets', { ...onSecrets(...names), ...tag }, 'InvalidParameter', 400],
    ['no secret', { ...onSecrets(), ...tag }, 'MissingParameter', 400],
    ['21 tags', { ...onSecrets('app'), ...keys(21) }, 'InvalidParameter', 400],
    ['no tag', onSecrets('app'), 'MissingParameter', 400],
    ['a tag given twice', { ...onSecrets('app'), ...tag, 'Tag.2.Key': 'team' }, 'InvalidParameter', 400],
    [
      'another type of resource',
      { ...onSecrets('app'), ...tag, ResourceType: 'key' },
      'InvalidParameter',
      400,
    ],
  ])('is refused with %s', async (_, parameters, failed, status) => {
    await using running = await startWithSecret();
    const { call } = running;
    await create(call, 'full', { Tags: manyTags(20) });
    await create(call, 'going');
    await call('DeleteSecret', { SecretName: 'going' });
    expect(await call('TagResources', parameters)).toMatchObject({ failed, status });
    expect(await tagsOf(call, 'app')).toEqual({});
  });
});
