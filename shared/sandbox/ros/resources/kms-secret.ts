import * as z from 'zod';
import { kms } from '../../kms/kms.ts';
import { type Calls, defineResourceType } from './resource-type.ts';
import { unlessGone } from './unless-gone.ts';
import { Count, notHere, Text, YesNo } from './values.ts';

const Secret = z.strictObject({
  SecretName: Text,
  VersionId: Text,
  SecretData: Text,
  SecretDataType: Text.optional(),
  SecretType: Text.optional(),
  EncryptionKeyId: Text.optional(),
  DKMSInstanceId: Text.optional(),
  Description: Text.optional(),
  VersionStages: z.array(Text).min(1).max(7).optional(),
  RecoveryWindowInDays: Count.optional(),
  ForceDeleteWithoutRecovery: YesNo.optional(),
  Tags: z
    .array(z.strictObject({ Key: Text, Value: Text.default('') }))
    .max(20)
    .default([]),
  Policy: notHere('secret policies'),
});
type Secret = z.output<typeof Secret>;

/**
 * The resource type of a secret. A changed value is stored as a version with the id that the template names. KMS
 * refuses another value under an existing id, so an update with a fixed id fails; the behaviour of ROS is not
 * documented. Source of the fixed properties: ROS ALIYUN::KMS::Secret.
 */
export const kmsSecret = defineResourceType({
  type: 'ALIYUN::KMS::Secret',
  properties: Secret,
  attributes: ['Arn', 'SecretName'],
  fixed: ['SecretName', 'SecretDataType', 'EncryptionKeyId', 'SecretType', 'DKMSInstanceId'],
  async create(calls, secret) {
    const {
      Tags,
      VersionStages: _,
      RecoveryWindowInDays: __,
      ForceDeleteWithoutRecovery: ___,
      ...given
    } = secret;
    const { Arn } = await calls.ask(kms, 'CreateSecret', { ...given, Tags: tagsOnTheWire(Tags) });
    return { physicalId: secret.SecretName, attributes: { Arn, SecretName: secret.SecretName } };
  },
  async update(calls, secret, before) {
    const { SecretName, Description } = secret;
    if (Description !== before.Description) await calls.ask(kms, 'UpdateSecret', { SecretName, Description });
    if (isOtherVersion(secret, before)) await putValue(calls, secret);
    await updateTags(calls, secret, before);
    return undefined;
  },
  async delete(calls, { SecretName, ForceDeleteWithoutRecovery, RecoveryWindowInDays }) {
    const how = ForceDeleteWithoutRecovery
      ? { ForceDeleteWithoutRecovery: 'true' }
      : { RecoveryWindowInDays: RecoveryWindowInDays?.toString() };
    await unlessGone(calls.ask(kms, 'DeleteSecret', { SecretName, ...how }));
  },
});

const isOtherVersion = (one: Secret, other: Secret) =>
  one.SecretData !== other.SecretData ||
  one.VersionId !== other.VersionId ||
  JSON.stringify(one.VersionStages) !== JSON.stringify(other.VersionStages);

function putValue(
  calls: Calls,
  { SecretName, VersionId, SecretData, SecretDataType, VersionStages }: Secret,
) {
  const stages = VersionStages && JSON.stringify(VersionStages);
  const version = { SecretName, VersionId, SecretData, SecretDataType, VersionStages: stages };
  return calls.ask(kms, 'PutSecretValue', version);
}

/** Updates only the tags that the template names. Others have written their own tags beside them. */
async function updateTags(calls: Calls, { SecretName, Tags }: Secret, before: Secret): Promise<void> {
  const gone = before.Tags.filter(({ Key }) => !Tags.some((tag) => tag.Key === Key)).map(({ Key }) => Key);
  const changed = Tags.filter(
    ({ Key, Value }) => !before.Tags.some((tag) => tag.Key === Key && tag.Value === Value),
  );
  if (gone.length > 0) await calls.ask(kms, 'UntagResource', { SecretName, TagKeys: JSON.stringify(gone) });
  if (changed.length > 0) await calls.ask(kms, 'TagResource', { SecretName, Tags: tagsOnTheWire(changed) });
}

const tagsOnTheWire = (tags: Secret['Tags']) =>
  JSON.stringify(tags.map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value })));
