import ros from '@alicloud/ros20190910';
import { expect, it } from 'vitest';
import { startSandbox } from '../../../../shared/sandbox/sandbox.ts';
import { createStack, rosClient } from '../../../support/sandbox/ros-client.ts';

const template = (description: string) => `
ROSTemplateFormatVersion: '2015-09-01'
${description}
Resources:
  Bucket: { Type: 'ALIYUN::OSS::Bucket', Properties: { BucketName: app } }
`;

it.each([
  ['Description: of one text', 'of one text'],
  ['Description: { en: in English, zh-cn: 中文 }', 'in English'],
  ['Description: { zh-cn: 中文 }', '中文'],
  ['', undefined],
])('a template with %j is answered with the description %j', async (text, description) => {
  await using sandbox = await startSandbox();
  const { body } = await rosClient(sandbox).validateTemplate(
    new ros.ValidateTemplateRequest({ regionId: 'cn-hangzhou', templateBody: template(text) }),
  );
  expect(body?.description).toBe(description);
  expect(body?.resourceTypes?.resources).toEqual(['ALIYUN::OSS::Bucket']);
});

it('a gateway that reads no bodies reads a template there, where the official client has it', async () => {
  await using sandbox = await startSandbox({ switches: { requestBody: 'ignored' } });
  const { status } = await createStack(rosClient(sandbox), 'stack', template(''));
  expect(status).toBe('CREATE_COMPLETE');
});
