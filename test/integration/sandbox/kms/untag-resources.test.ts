import { describe, expect, it } from 'vitest';
import { create, type Parameters } from '../../../support/sandbox/calls.ts';
import { asJson, onSecrets, tagsOf } from '../../../support/sandbox/tags.ts';
import { startWithSecret } from '../../../support/sandbox/with-secret.ts';

const Tags = asJson({ team: 'a', env: 'prod' });

describe('UntagResources', () => {
  it('takes tags off by key, or all of them', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    await create(call, 'one', { Tags });
    await create(call, 'two', { Tags });
    await call('UntagResources', { ...onSecrets('one'), 'TagKey.1': 'team' });
    await call('UntagResources', { ...onSecrets('two'), All: 'true' });
    expect(await tagsOf(call, 'one')).toEqual({ env: 'prod' });
    expect(await tagsOf(call, 'two')).toEqual({});
  });

  it('takes off what is named where all are asked for too', async () => {
    await using running = await startWithSecret();
    const { call } = running;
    await create(call, 'one', { Tags });
    await call('UntagResources', { ...onSecrets('one'), 'TagKey.1': 'team', All: 'true' });
    expect(await tagsOf(call, 'one')).toEqual({ env: 'prod' });
  });

  const keys = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`TagKey.${index + 1}`, 'k']));
  it.each<[string, Parameters, string, number]>([
    [
      'a secret that is missing',
      { ...onSecrets('one', 'none'), All: 'true' },
      'Forbidden.ResourceNotFound',
      404,
    ],
    [
      'a secret in its deletion window',
      { ...onSecrets('one', 'going'), All: 'true' },
      'Rejected.ResourceInDeleteWindow',
      409,
    ],
    ['neither keys nor all', onSecrets('one'), 'MissingParameter', 400],
    ['21 keys', { ...onSecrets('one'), ...keys }, 'InvalidParameter', 400],
    ['no secret', { ...onSecrets(), All: 'true' }, 'MissingParameter', 400],
    [
      'another type of resource',
      { ...onSecrets('one'), ResourceType: 'key', All: 'true' },
      'InvalidParameter',
      400,
    ],
  ])('is refused with %s, and takes off nothing', async (_, parameters, failed, status) => {
    await using running = await startWithSecret();
    const { call } = running;
    await create(call, 'one', { Tags });
    await create(call, 'going');
    await call('DeleteSecret', { SecretName: 'going' });
    expect(await call('UntagResources', parameters)).toMatchObject({ failed, status });
    expect(await tagsOf(call, 'one')).toEqual({ team: 'a', env: 'prod' });
  });
});
