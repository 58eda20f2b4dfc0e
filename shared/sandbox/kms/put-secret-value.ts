import * as z from 'zod';
import { Sensitive } from '../../runtime/sensitive.ts';
import type { Cloud } from '../cloud.ts';
import { json } from '../fields.ts';
import { defineOperation } from '../operation.ts';
import { invalidParameter, Refusal } from '../refusal.ts';
import { sameText } from '../signatures/encoding.ts';
import { SecretData, SecretName, Stage, VersionId } from './fields.ts';
import { arnOf, findSecret, refuseInWindow, refuseManaged, saveSecret } from './find-secret.ts';
import { DataType, type Secret, type Version } from './secret.ts';
import { addVersion, current, labelsOf, moveStage, versionOf } from './stages.ts';

const parameters = z.object({
  SecretName,
  VersionId,
  SecretData,
  SecretDataType: DataType.default('text'),
  VersionStages: json(z.array(Stage).min(1, 'it names no stage')).default([current]),
});
type Parameters = z.output<typeof parameters>;

/**
 * Stores a version. Checks in this order: parameters, permission, existence, deletion window, type, write-once rule,
 * stages.
 */
export const putSecretValue = defineOperation({
  action: 'PutSecretValue',
  parameters,
  confidential: ['SecretData'],
  resource: (cloud, { SecretName }) => arnOf(cloud, SecretName),
  perform(cloud, given) {
    const secret = refuseManaged(refuseInWindow(findSecret(cloud, given.SecretName)));
    const stored = versionOf(secret, given.VersionId);
    const after = stored ? repeated(cloud, secret, stored, given) : grown(cloud, secret, given);
    if (after !== secret) saveSecret(cloud, after);
    return {
      SecretName: secret.name,
      VersionId: given.VersionId,
      VersionStages: { VersionStage: labelsOf(after, given.VersionId) },
    };
  },
});

function grown(cloud: Cloud, secret: Secret, given: Parameters): Secret {
  const id = given.VersionId;
  const sealed = cloud.vault.seal(secret.dataKey, new Sensitive(given.SecretData), secret.name, id);
  const version = { id, createdAt: cloud.now(), dataType: given.SecretDataType, sealed };
  return addVersion(secret, version, given.VersionStages);
}

/**
 * Returns the secret after a repeated version id. A version is written once: the same value changes nothing, and
 * another value is refused.
 */
function repeated(cloud: Cloud, secret: Secret, stored: Version, given: Parameters): Secret {
  const { switches } = cloud;
  const value = cloud.vault.open(secret.dataKey, stored.sealed, secret.name, stored.id);
  const sameType = stored.dataType === given.SecretDataType || !switches.dataTypeIsPartOfValue;
  if (!sameType || !sameText(value.reveal(), given.SecretData)) throw conflict(cloud);
  if (!switches.repeatedPutMovesStages) return secret;
  return given.VersionStages.reduce((state, label) => moveStage(state, label, stored.id, switches), secret);
}

function conflict(cloud: Cloud): Refusal {
  if (cloud.switches.putConflict === 'InvalidParameter')
    return invalidParameter('VersionId', 'the version exists with another value');
  return new Refusal(409, 'Rejected.ResourceExist', 'The version exists with another value.');
}
