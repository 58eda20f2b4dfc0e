import * as z from 'zod';
import { instant } from '../../runtime/time.ts';
import type { Cloud } from '../cloud.ts';
import { Flag } from '../fields.ts';
import { defineOperation } from '../operation.ts';
import { SecretName } from './fields.ts';
import { arnOf, findNamedSecret, glimpseSecret, secretArn } from './find-secret.ts';
import { managedFields } from './managed-fields.ts';
import { tagsOnTheWire } from './tags.ts';

const keyOfTheSystem = ({ switches }: Cloud) =>
  switches.defaultKey === 'absent' ? undefined : switches.defaultKey;

/** Describes a secret, without its versions. In the deletion window it also returns when the secret will be deleted. */
export const describeSecret = defineOperation({
  action: 'DescribeSecret',
  parameters: z.object({ SecretName, FetchTags: Flag.default(false) }),
  resource: (cloud, { SecretName }) => arnOf(cloud, SecretName),
  perform(cloud, { SecretName, FetchTags }) {
    const secret = glimpseSecret(cloud, findNamedSecret(cloud, SecretName));
    return {
      Arn: secretArn(cloud, secret.name),
      SecretName: secret.name,
      SecretType: secret.type,
      Description: secret.description,
      EncryptionKeyId: secret.encryptionKeyId ?? keyOfTheSystem(cloud),
      DKMSInstanceId: secret.instanceId,
      CreateTime: instant(secret.createdAt),
      UpdateTime: instant(secret.updatedAt),
      PlannedDeleteTime: secret.plannedDeleteAt === undefined ? undefined : instant(secret.plannedDeleteAt),
      ...managedFields(secret, true),
      ...(FetchTags ? { Tags: tagsOnTheWire(secret) } : {}),
    };
  },
});
