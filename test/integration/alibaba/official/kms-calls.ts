import kms from '@alicloud/kms20160120';
import { createSecret } from '../../../../shared/alibaba/kms/create-secret.ts';
import { describeSecret } from '../../../../shared/alibaba/kms/describe-secret.ts';
import { getSecretValue } from '../../../../shared/alibaba/kms/get-secret-value.ts';
import { listSecretVersionIds } from '../../../../shared/alibaba/kms/list-secret-version-ids.ts';
import { listSecrets } from '../../../../shared/alibaba/kms/list-secrets.ts';
import { putSecretValue } from '../../../../shared/alibaba/kms/put-secret-value.ts';
import { tagResource } from '../../../../shared/alibaba/kms/tag-resource.ts';
import { untagResource } from '../../../../shared/alibaba/kms/untag-resource.ts';
import { updateSecretVersionStage } from '../../../../shared/alibaba/kms/update-secret-version-stage.ts';
import { openKms } from '../../../../shared/alibaba/secrets/open.ts';
import { Sensitive } from '../../../../shared/runtime/sensitive.ts';
import { officialKms, openedBy } from './openings.ts';
import type { Pair } from './pair.ts';

const signal = new AbortController().signal;
const secretName = 'prod/a b';

type Kms = ReturnType<typeof officialKms>;
const ofKms = (
  action: string,
  ours: (opened: ReturnType<typeof openKms>) => Promise<unknown>,
  official: (client: Kms) => Promise<unknown>,
): Pair => ({
  service: 'kms',
  action,
  ours: (address) => ours(openedBy(openKms, address)),
  official: (address) => official(officialKms(address)),
});

export const kmsCalls: readonly Pair[] = [
  ofKms(
    'CreateSecret',
    (ours) =>
      createSecret(
        ours,
        { name: 'prod/ab', version: 'v1', value: new Sensitive('v+ä%"'), tags: { team: 'a' }, key: 'key-1' },
        signal,
      ),
    (client) =>
      client.createSecret(
        new kms.CreateSecretRequest({
          secretName: 'prod/ab',
          versionId: 'v1',
          secretData: 'v+ä%"',
          secretDataType: 'text',
          tags: '[{"TagKey":"team","TagValue":"a"}]',
          encryptionKeyId: 'key-1',
        }),
      ),
  ),
  ofKms(
    'UntagResource',
    (ours) => untagResource(ours, secretName, ['team', 'env'], signal),
    (client) => client.untagResource(new kms.UntagResourceRequest({ secretName, tagKeys: '["team","env"]' })),
  ),
  ofKms(
    'DescribeSecret',
    (ours) => describeSecret(ours, secretName, signal),
    (client) => client.describeSecret(new kms.DescribeSecretRequest({ secretName, fetchTags: 'true' })),
  ),
  ofKms(
    'GetSecretValue',
    (ours) => getSecretValue(ours, secretName, { VersionStage: 'ACSCurrent' }, signal),
    (client) =>
      client.getSecretValue(new kms.GetSecretValueRequest({ secretName, versionStage: 'ACSCurrent' })),
  ),
  ofKms(
    'ListSecretVersionIds',
    (ours) => listSecretVersionIds(ours, secretName, signal),
    (client) =>
      client.listSecretVersionIds(
        new kms.ListSecretVersionIdsRequest({
          secretName,
          includeDeprecated: 'true',
          pageNumber: 1,
          pageSize: 20,
        }),
      ),
  ),
  ofKms(
    'ListSecrets',
    (ours) => listSecrets(ours, signal, 'rotation:type').next(),
    (client) =>
      client.listSecrets(new kms.ListSecretsRequest({ fetchTags: 'true', pageNumber: 1, pageSize: 100 })),
  ),
  ofKms(
    'PutSecretValue',
    (ours) => putSecretValue(ours, secretName, 'v2', new Sensitive('v+ä%"'), ['Pending'], signal),
    (client) =>
      client.putSecretValue(
        new kms.PutSecretValueRequest({
          secretName,
          versionId: 'v2',
          secretData: 'v+ä%"',
          secretDataType: 'text',
          versionStages: '["Pending"]',
        }),
      ),
  ),
  ofKms(
    'TagResource',
    (ours) => tagResource(ours, secretName, { team: 'a', env: '' }, signal),
    (client) =>
      client.tagResource(
        new kms.TagResourceRequest({
          secretName,
          tags: '[{"TagKey":"team","TagValue":"a"},{"TagKey":"env","TagValue":""}]',
        }),
      ),
  ),
  ofKms(
    'UpdateSecretVersionStage',
    (ours) => updateSecretVersionStage(ours, secretName, 'ACSCurrent', { MoveToVersion: 'v2' }, signal),
    (client) =>
      client.updateSecretVersionStage(
        new kms.UpdateSecretVersionStageRequest({
          secretName,
          versionStage: 'ACSCurrent',
          moveToVersion: 'v2',
        }),
      ),
  ),
];
