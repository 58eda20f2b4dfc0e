import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../../shared/sandbox/sandbox.ts';
import { callsTo, create, type Parameters } from '../../../support/sandbox/calls.ts';
import { asJson, manyTags, onSecrets } from '../../../support/sandbox/tags.ts';
import { startWithSecret } from '../../../support/sandbox/with-secret.ts';

describe('ListTagResources', () => {
  it('lists tags one in a row, by secret and by tag', async () => {
    await using sandbox = await startSandbox();
    const call = callsTo(sandbox);
    await create(call, 'one', { Tags: asJson({ team: 'a', env: 'prod' }) });
    await create(call, 'two', { Tags: asJson({ team: 'b' }) });
    const row = (ResourceId: string, TagKey: string, TagValue: string) => ({
      ResourceId,
      ResourceType: 'secret',
      TagKey,
      TagValue,
    });
    const ofOne = [row('one', 'team', 'a'), row('one', 'env', 'prod')];
    expect(await call('ListTagResources', onSecrets('one'))).toMatchObject({
      TagResources: { TagResource: ofOne },
    });
    expect(await call('ListTagResources', { ...onSecrets(), 'Tag.1.Key': 'team' })).toMatchObject({
      TagResources: { TagResource: [...ofOne, row('two', 'team', 'b')] },
    });
    expect(
      await call('ListTagResources', { ...onSecrets(), 'Tag.1.Key': 'team', 'Tag.1.Value': 'b' }),
    ).toMatchObject({ TagResources: { TagResource: [row('two', 'team', 'b')] } });
  });

  it.each([
    ['a secret by name', ['app']],
    ['all secrets', []],
  ])('shows a lagging reader no newer tag: %s', async (_, names) => {
    await using running = await startWithSecret();
    const { call, sandbox } = running;
    sandbox.faults.staleReads(60_000);
    await call('TagResource', { SecretName: 'app', Tags: asJson({ team: 'a' }) });
    expect(await call('ListTagResources', onSecrets(...names))).toMatchObject({
      TagResources: { TagResource: [] },
    });
  });

  it('lists 200 rows at a time', async () => {
    await using sandbox = await startSandbox({ switches: { maxTags: 20 } });
    const call = callsTo(sandbox);
    for (let number = 1; number <= 11; number += 1) await create(call, `s${number}`, { Tags: manyTags(20) });
    const first = Object(await call('ListTagResources', onSecrets()));
    expect(first.TagResources.TagResource).toHaveLength(200);
    const second = Object(await call('ListTagResources', { ...onSecrets(), NextToken: first.NextToken }));
    expect(second.TagResources.TagResource).toHaveLength(20);
    expect(second).not.toHaveProperty('NextToken');
  });

  const tags = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`Tag.${index + 1}.Key`, 'x']));
  it.each<[string, Parameters, string, number]>([
    ['a secret that is not there', onSecrets('none'), 'Forbidden.ResourceNotFound', 404],
    ['a secret in its deletion window', onSecrets('going'), 'Rejected.ResourceInDeleteWindow', 409],
    ['another type of resource', { ResourceType: 'key' }, 'InvalidParameter', 400],
    ['no type of resource', {}, 'MissingParameter', 400],
    ['21 tags', { ...onSecrets(), ...tags }, 'InvalidParameter', 400],
    ['a token that it did not give', { ...onSecrets(), NextToken: 'x' }, 'InvalidParameter', 400],
  ])('is refused with %s', async (_, parameters, failed, status) => {
    await using running = await startWithSecret();
    await create(running.call, 'going');
    await running.call('DeleteSecret', { SecretName: 'going' });
    expect(await running.call('ListTagResources', parameters)).toMatchObject({ failed, status });
  });
});
