import * as z from 'zod';
import { Sensitive } from '../../runtime/sensitive.ts';
import type { Cloud } from '../cloud.ts';
import { Flag, json } from '../fields.ts';
import { defineOperation } from '../operation.ts';
import { invalidParameter, Refusal, unsupported } from '../refusal.ts';
import { NewSecretName, SecretData, VersionId } from './fields.ts';
import { allSecretsArn, expire, inDeleteWindow, saveSecret, secretArn } from './find-secret.ts';
import { managedFields } from './managed-fields.ts';
import { RotationInterval } from './rotation-interval.ts';
import { DataType, type Secret, SecretType } from './secret.ts';
import { addVersion, current } from './stages.ts';
import { mostTags, Tags, withTags } from './tags.ts';

const parameters = z.object({
  SecretName: NewSecretName,
  VersionId,
  SecretData,
  SecretDataType: DataType.default('text'),
  SecretType: z.string().default('Generic'),
  EncryptionKeyId: z.string().max(256).optional(),
  DKMSInstanceId: z.string().max(64).optional(),
  ExtendedConfig: json(z.looseObject({})).optional(),
  EnableAutomaticRotation: Flag.default(false),
  RotationInterval: RotationInterval.optional(),
  Description: z.string().max(1024).optional(),
  Tags: json(Tags).default([]),
  Policy: z.undefined('the sandbox keeps no secret policies').optional(),
});
type Parameters = z.output<typeof parameters>;

/**
 * Creates a secret. Checks in this order: parameters, permission, type, taken name (also in a deletion window), tags.
 */
export const createSecret = defineOperation({
  action: 'CreateSecret',
  parameters,
  confidential: ['SecretData'],
  resource: allSecretsArn,
  perform(cloud, given) {
    const type = knownType(given);
    refuseTaken(cloud, given.SecretName);
    const secret = newSecret(cloud, given, type);
    saveSecret(cloud, secret);
    return {
      Arn: secretArn(cloud, secret.name),
      SecretName: secret.name,
      VersionId: given.VersionId,
      SecretType: secret.type,
      DKMSInstanceId: secret.instanceId,
      ...managedFields(secret, true),
    };
  },
});

function knownType(given: Parameters): SecretType {
  const type = SecretType.options.find((one) => one.toLowerCase() === given.SecretType.toLowerCase());
  if (type === undefined) throw unsupported('the sandbox keeps secrets of type Generic and Rds only');
  if (type !== 'Generic' && given.SecretDataType !== 'text')
    throw invalidParameter('SecretDataType', 'a managed secret is text');
  return type;
}

function refuseTaken(cloud: Cloud, name: string): void {
  const taken = expire(cloud, cloud.secrets.get(name));
  if (taken?.plannedDeleteAt !== undefined) throw inDeleteWindow();
  if (taken) throw new Refusal(409, 'Rejected.ResourceExist', 'The secret exists already.');
}

function newSecret(cloud: Cloud, given: Parameters, type: SecretType): Secret {
  const createdAt = cloud.now();
  const name = given.SecretName;
  const dataKey = cloud.vault.newDataKey(name);
  const empty: Secret = {
    name,
    type,
    description: given.Description,
    encryptionKeyId: given.EncryptionKeyId,
    instanceId: given.DKMSInstanceId,
    extendedConfig: given.ExtendedConfig && JSON.stringify(given.ExtendedConfig),
    automaticRotation: given.EnableAutomaticRotation,
    rotationInterval: given.RotationInterval,
    createdAt,
    updatedAt: createdAt,
    dataKey,
    versions: [],
    stages: [],
    tags: [],
  };
  const id = given.VersionId;
  const sealed = cloud.vault.seal(dataKey, new Sensitive(given.SecretData), name, id);
  const version = { id, createdAt, dataType: given.SecretDataType, sealed };
  return withTags(cloud, addVersion(empty, version, [current]), given.Tags, mostTags);
}
