import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { type Call, callsTo, create, type Parameters } from '../../support/sandbox/calls.ts';

const tagsOf = async (call: Call, SecretName: string) => {
  const { Tags } = Object(await call('DescribeSecret', { SecretName, FetchTags: 'true' }));
  return Object.fromEntries(
    Tags.Tag.map((tag: { TagKey: string; TagValue: string }) => [tag.TagKey, tag.TagValue]),
  );
};

const asJson = (tags: Record<string, string>) =>
  JSON.stringify(Object.entries(tags).map(([TagKey, TagValue]) => ({ TagKey, TagValue })));

const onSecrets = (...names: string[]): Parameters => ({
  RegionId: 'cn-hangzhou',
  ResourceType: 'secret',
  ...Object.fromEntries(names.map((name, index) => [`ResourceId.${index + 1}`, name])),
});

describe('tags', () => {
  it('are added, overwritten and taken off by key', async () => {
    await using sandbox = await startSandbox();
    const call = callsTo(sandbox);
    await create(call, 'app', { Tags: asJson({ team: 'a', 'rotation:type': 'generic' }) });
    await call('TagResource', { SecretName: 'app', Tags: asJson({ team: 'b', env: 'prod' }) });
    expect(await tagsOf(call, 'app')).toEqual({ team: 'b', env: 'prod', 'rotation:type': 'generic' });
    await call('UntagResource', { SecretName: 'app', TagKeys: '["env","absent"]' });
    expect(await tagsOf(call, 'app')).toEqual({ team: 'b', 'rotation:type': 'generic' });
  });

  it('are 20 at most when a secret is created, and fewer after TagResource', async () => {
    await using sandbox = await startSandbox();
    const call = callsTo(sandbox);
    const many = (count: number, value = 'x') =>
      asJson(Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, value])));
    await create(call, 'app', { Tags: many(20) });
    expect(await call('TagResource', { SecretName: 'app', Tags: asJson({ more: 'x' }) })).toMatchObject({
      failed: 'Rejected.LimitExceeded',
    });
    await call('TagResource', { SecretName: 'app', Tags: many(2, 'y') });
    expect(await tagsOf(call, 'app')).toMatchObject({ t0: 'y', t1: 'y', t2: 'x' });
    const tooMany = { SecretName: 'b', VersionId: 'v1', SecretData: 'x', Tags: many(21) };
    expect(await call('CreateSecret', tooMany)).toMatchObject({ failed: 'Rejected.LimitExceeded' });
  });

  it.each([
    ['rotation:schedule', 'rate:30d', true],
    ['a/b\\_-.+=:@', 'A/b\\_-.+=:@9', true],
    ['team', '', true],
    ['a b', 'x', false],
    ['team', 'a b', false],
    ['team', 'rate(1)', false],
    ['team', 'a,b', false],
    ['team', 'é', false],
    ['team', 'a\n', false],
    ['te*m', 'x', false],
  ])('of the documented alphabet: %j %j is taken: %j', async (TagKey, TagValue, taken) => {
    await using sandbox = await startSandbox({ switches: { tagAlphabet: 'documented' } });
    const call = callsTo(sandbox);
    const Tags = JSON.stringify([{ TagKey, TagValue }]);
    const first = await call('CreateSecret', { SecretName: 'a', VersionId: 'v1', SecretData: 'x', Tags });
    await create(call, 'app');
    const answers = [
      first,
      await call('TagResource', { SecretName: 'app', Tags }),
      await call('TagResources', { ...onSecrets('app'), 'Tag.1.Key': TagKey, 'Tag.1.Value': TagValue }),
    ];
    const expected = taken ? { RequestId: expect.any(String) } : { failed: 'InvalidParameter', status: 400 };
    expect(answers).toMatchObject([expected, expected, expected]);
    expect(await tagsOf(call, 'app')).toEqual(taken ? { [TagKey]: TagValue } : {});
  });

  it('keep a key that means something to the language', async () => {
    await using sandbox = await startSandbox();
    const call = callsTo(sandbox);
    await create(call, 'app', { Tags: '[{"TagKey":"__proto__","TagValue":"x"}]' });
    const described = JSON.stringify(await call('DescribeSecret', { SecretName: 'app', FetchTags: 'true' }));
    expect(described).toContain('{"TagKey":"__proto__","TagValue":"x"}');
  });

  it('are shown only when asked for', async () => {
    await using sandbox = await startSandbox();
    const call = callsTo(sandbox);
    await create(call, 'app', { Tags: asJson({ team: 'a' }) });
    expect(await call('DescribeSecret', { SecretName: 'app' })).not.toHaveProperty('Tags');
    expect(await call('ListSecrets')).not.toHaveProperty('SecretList.Secret[0].Tags');
    expect(await call('ListSecrets', { FetchTags: 'true' })).toMatchObject({
      SecretList: { Secret: [{ Tags: { Tag: [{ TagKey: 'team', TagValue: 'a' }] } }] },
    });
  });

  it('are put on several secrets, or on none when one of them is missing', async () => {
    await using sandbox = await startSandbox();
    const call = callsTo(sandbox);
    await create(call, 'one');
    await create(call, 'two');
    const tag = { 'Tag.1.Key': 'team', 'Tag.1.Value': 'a', 'Tag.2.Key': 'env', 'Tag.2.Value': 'prod' };
    expect(await call('TagResources', { ...onSecrets('one', 'absent'), ...tag })).toMatchObject({
      status: 404,
    });
    expect(await tagsOf(call, 'one')).toEqual({});
    await call('TagResources', { ...onSecrets('one', 'two'), ...tag });
    expect(await tagsOf(call, 'two')).toEqual({ team: 'a', env: 'prod' });
    await call('UntagResources', { ...onSecrets('one'), 'TagKey.1': 'team' });
    await call('UntagResources', { ...onSecrets('two'), All: 'true' });
    expect(await tagsOf(call, 'one')).toEqual({ env: 'prod' });
    expect(await tagsOf(call, 'two')).toEqual({});
  });

  it('are listed one in a row, by secret and by tag', async () => {
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

  it('are listed 200 rows at a time', async () => {
    await using sandbox = await startSandbox({ switches: { maxTags: 20 } });
    const call = callsTo(sandbox);
    const tags = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`t${index}`, 'x']));
    for (let number = 1; number <= 11; number += 1) await create(call, `s${number}`, { Tags: asJson(tags) });
    const first = Object(await call('ListTagResources', onSecrets()));
    expect(first.TagResources.TagResource).toHaveLength(200);
    const second = Object(await call('ListTagResources', { ...onSecrets(), NextToken: first.NextToken }));
    expect(second.TagResources.TagResource).toHaveLength(20);
    expect(second).not.toHaveProperty('NextToken');
  });
});

describe('listing secrets', () => {
  async function startFleet() {
    const sandbox = await startSandbox();
    const call = callsTo(sandbox);
    await create(call, 'prod/db', { Tags: asJson({ 'rotation:type': 'rds-mysql', team: 'a' }) });
    await create(call, 'prod/token', {
      Tags: asJson({ 'rotation:type': 'generic' }),
      Description: 'a token',
    });
    await create(call, 'managed', { SecretType: 'Rds' });
    const names = async (...filters: [string, string[]][]) => {
      const Filters = JSON.stringify(filters.map(([Key, Values]) => ({ Key, Values })));
      const answer = Object(await call('ListSecrets', { Filters }));
      return answer.SecretList.Secret.map((secret: { SecretName: string }) => secret.SecretName);
    };
    return { call, names, [Symbol.asyncDispose]: () => sandbox[Symbol.asyncDispose]() };
  }

  it('takes the values of one filter as alternatives and wants every filter to hold', async () => {
    await using fleet = await startFleet();
    const { names } = fleet;
    expect(await names(['TagKey', ['rotation:type']])).toEqual(['prod/db', 'prod/token']);
    expect(await names(['TagValue', ['generic', 'rds-mysql']])).toEqual(['prod/db', 'prod/token']);
    expect(await names(['TagKey', ['rotation:type']], ['TagValue', ['a']])).toEqual(['prod/db']);
    expect(await names(['SecretName', ['prod/']], ['Description', ['token']])).toEqual(['prod/token']);
    expect(await names(['SecretType', ['RDS']])).toEqual(['managed']);
    expect(await names(['SecretName', ['x']])).toEqual([]);
  });

  it('pages, and tells the whole number on every page', async () => {
    await using fleet = await startFleet();
    const { call } = fleet;
    expect(await call('ListSecrets', { PageNumber: '2', PageSize: '2' })).toMatchObject({
      PageNumber: 2,
      PageSize: 2,
      TotalCount: 3,
      SecretList: { Secret: [{ SecretName: 'managed', SecretType: 'Rds' }] },
    });
    expect(await call('ListSecrets', { PageNumber: '9' })).toMatchObject({ SecretList: { Secret: [] } });
  });

  it.each([{ PageSize: '101' }, { PageSize: '0' }, { PageNumber: '0' }, { PageNumber: 'x' }])(
    'refuses the page %o',
    async (parameters) => {
      await using fleet = await startFleet();
      expect(await fleet.call('ListSecrets', parameters)).toMatchObject({ failed: 'InvalidParameter' });
    },
  );

  it('refuses a filter it does not know', async () => {
    await using fleet = await startFleet();
    expect(await fleet.call('ListSecrets', { Filters: '[{"Key":"Color","Values":["red"]}]' })).toMatchObject({
      failed: 'InvalidParameter',
    });
  });
});
