import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../../shared/sandbox/sandbox.ts';
import { callsTo, create } from '../../support/sandbox/calls.ts';
import { onSecrets, tagsOf } from '../../support/sandbox/tags.ts';

describe('tags', () => {
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
});
