import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fixedCredentials } from '../../../../shared/alibaba/credentials.ts';
import { openBucket } from '../../../../shared/alibaba/oss/bucket.ts';
import { openRos } from '../../../../shared/alibaba/ros/open.ts';
import { terminal } from '../../../../shared/operator/cli/terminal.ts';
import { secretsWrittenTo } from '../../../../shared/operator/deploy/changes.ts';
import { complaint, missing, parametersOf } from '../../../../shared/operator/deploy/stack-parameters.ts';
import type { TemplateBundle } from '../../../../shared/operator/deploy/template-bundle.ts';
import { upload } from '../../../../shared/operator/deploy/upload.ts';
import { ParameterDefinition } from '../../../../shared/ros-template/template.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import { bucket, canary, startYard, type Yard } from '../../../support/deploy/yard.ts';
import { patience } from '../../../support/stand/patience.ts';

const parameter = (more: object = {}) => ParameterDefinition.parse({ Type: 'String', ...more });
const bytes = Uint8Array.from(Buffer.from('PK the code'));
const object = `x/${createHash('sha256').update(bytes).digest('hex')}.zip`;

const blueprint: TemplateBundle = {
  template: '',
  parameters: {
    BundleBucket: parameter(),
    XBundle: parameter(),
    Names: parameter(),
    Size: parameter({ Type: 'Number', Default: 512, MaxValue: 1_024 }),
    First: parameter({
      NoEcho: true,
      Default: '',
      AllowedPattern: '[a-z ]*',
      ConstraintDescription: { en: 'small letters' },
    }),
  },
  bundles: [{ parameter: 'XBundle', object, bytes, checksum: '1' }],
};
const hidden = (value: string) => ({ First: new Sensitive(value) });

describe('what an operator gives for parameters', () => {
  it.each([
    [{ Names: 'a', Size: '1024' }, hidden('fine'), undefined],
    [{ Nope: 'a' }, {}, 'no parameter Nope'],
    [{ XBundle: 'a' }, {}, '--bucket and the bundles set'],
    [{ BundleBucket: 'a' }, {}, '--bucket and the bundles set'],
    [{ First: 'fine' }, {}, 'every process could read'],
    [{ Size: '2048' }, {}, 'MaxValue 1024'],
    [{}, hidden(canary), 'small letters'],
  ])('is judged before anything is asked of the cloud: %j', (plain, secret, expected) => {
    const found = complaint(blueprint, { plain, hidden: secret });
    expect(found ?? '').toContain(expected ?? '');
    expect(found === undefined).toBe(expected === undefined);
    expect(found ?? '').not.toContain(canary);
  });

  it('is completed by bucket and bundles, and what is missing for a new stack is named', () => {
    const wish = parametersOf(blueprint, bucket, { plain: {}, hidden: {} });
    expect(wish.plain).toEqual({ BundleBucket: bucket, XBundle: object });
    expect(missing(blueprint, wish)).toEqual(['Names']);
    expect(missing(blueprint, { plain: { ...wish.plain, Names: 'a' }, hidden: {} })).toEqual([]);
  });
});

describe('a change of a stack', () => {
  const change = (Action: string, ResourceType: string, ...Properties: readonly string[]) => ({
    Action,
    ResourceType,
    LogicalResourceId: 'S',
    Properties: [...Properties],
  });

  it.each([
    [change('Modify', 'ALIYUN::KMS::Secret', 'Description', 'SecretData'), ['S']],
    [change('Modify', 'ALIYUN::KMS::Secret', 'VersionId'), ['S']],
    [change('Modify', 'ALIYUN::KMS::Secret', 'VersionStages'), ['S']],
    [change('Modify', 'ALIYUN::KMS::Secret', 'Tags', 'Description'), []],
    [change('Add', 'ALIYUN::KMS::Secret'), []],
    [change('Modify', 'ALIYUN::FC3::Function', 'SecretData'), []],
  ])('writes into a secret or does not: %j', (one, expected) => {
    expect(secretsWrittenTo([one])).toEqual(expected);
  });
});

describe('code that is uploaded', () => {
  let yard: Yard;
  beforeEach(async () => {
    yard = await startYard();
  });
  afterEach(() => yard[Symbol.asyncDispose]());

  const uploaded = () => {
    const { accessKeyId, accessKeySecret } = yard.sandbox;
    const credentials = fixedCredentials({ accessKeyId, accessKeySecret });
    const place = {
      ros: openRos(yard.environment, credentials),
      region: 'cn-hangzhou',
      signal: AbortSignal.timeout(patience),
      out: { ...terminal({ json: false, quiet: false }, process), say: () => undefined },
      bucket: openBucket(yard.environment, credentials, bucket),
    };
    return upload(place, blueprint.bundles);
  };

  it('is there under its hash, and is sent once', async () => {
    await uploaded();
    await uploaded();
    expect((await yard.objects.get(object)).content).toEqual(Buffer.from(bytes));
    expect(yard.sandbox.audit.count('PutObject')).toBe(1);
  });

  it('is neither written over nor taken for what somebody else has put there', async () => {
    await yard.objects.put(object, Buffer.from('other'));
    await expect(uploaded()).rejects.toThrow('is not the bundle with that hash');
    expect((await yard.objects.get(object)).content).toEqual(Buffer.from('other'));
  });
});
