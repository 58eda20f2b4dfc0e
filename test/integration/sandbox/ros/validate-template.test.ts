import ros from '@alicloud/ros20190910';
import { describe, expect, it } from 'vitest';
import { bucketTemplate, regionId, startRos, template } from '../../../support/sandbox/with-stacks.ts';

describe('ValidateTemplate', () => {
  it.each([
    ['Description: of one text', 'of one text'],
    ['Description: { en: in English, zh-cn: 中文 }', 'in English'],
    ['Description: { zh-cn: 中文 }', '中文'],
    ['', undefined],
  ])('answers a template with %j with the description %j', async (text, description) => {
    await using running = await startRos();
    const templateBody = bucketTemplate.replace('Description: of one bucket', text);
    const { body } = await running.client.validateTemplate(
      new ros.ValidateTemplateRequest({ regionId, templateBody }),
    );
    expect(body?.description).toBe(description);
    expect(body?.resourceTypes?.resources).toEqual(['ALIYUN::OSS::Bucket']);
  });

  it('answers the parameters, resources and outputs of a template, and makes nothing', async () => {
    await using running = await startRos();
    expect(await running.ros('ValidateTemplate', { TemplateBody: template() })).toMatchObject({
      Parameters: [
        { ParameterKey: 'Value', Type: 'String', NoEcho: true, MinLength: 1 },
        { ParameterKey: 'Word', Type: 'String', Default: 'one' },
      ],
      Resources: [
        { LogicalResourceIdPattern: 'Role', ResourcePath: 'Role', ResourceType: 'ALIYUN::RAM::Role' },
        { LogicalResourceIdPattern: 'Secret', ResourceType: 'ALIYUN::KMS::Secret' },
      ],
      ResourceTypes: { Resources: ['ALIYUN::RAM::Role', 'ALIYUN::KMS::Secret'], DataSources: [] },
      Outputs: [{ OutputKey: 'RoleArn' }],
    });
    expect(await running.ros('ListStacks')).toMatchObject({ TotalCount: 0 });
  });

  it.each([
    ['a text that is no template', { TemplateBody: 'Resources: [' }, 'InvalidSchema'],
    [
      'a type that is not known here',
      { TemplateBody: bucketTemplate.replace('OSS', 'ECS') },
      'StackValidationFailed',
    ],
    ['no template', {}, 'MissingParameter'],
  ])('is refused with %s', async (_, parameters, failed) => {
    await using running = await startRos();
    expect(await running.ros('ValidateTemplate', { ...parameters })).toMatchObject({ failed, status: 400 });
  });
});
