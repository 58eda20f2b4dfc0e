import * as z from 'zod';
import { instant } from '../../runtime/time.ts';
import type { Cloud } from '../cloud.ts';
import { Flag } from '../fields.ts';
import { defineOperation } from '../operation.ts';
import { invalidParameter, Refusal } from '../refusal.ts';
import { SecretName, Stage, VersionId } from './fields.ts';
import { arnOf, findSecret, glimpseSecret, inDeleteWindow } from './find-secret.ts';
import { managedFields } from './managed-fields.ts';
import type { Secret, Version } from './secret.ts';
import { current, holderOf, labelsOf, versionOf } from './stages.ts';

const parameters = z.object({
  SecretName,
  VersionStage: Stage.optional(),
  VersionId: VersionId.optional(),
  FetchExtendedConfig: Flag.default(false),
  DryRun: Flag.default(false),
});
type Parameters = z.output<typeof parameters>;

/**
 * Returns a value. Checks in this order: parameters, permission, existence, deletion window, version. A dry run ends
 * after these checks.
 */
export const getSecretValue = defineOperation({
  action: 'GetSecretValue',
  parameters,
  resource: (cloud, { SecretName }) => arnOf(cloud, SecretName),
  perform(cloud, given) {
    const secret = glimpseSecret(cloud, findSecret(cloud, given.SecretName));
    if (secret.plannedDeleteAt !== undefined) throw unreadable(cloud);
    const version = chosenVersion(secret, given);
    if (version === undefined) throw missingVersion(cloud);
    if (given.DryRun)
      throw new Refusal(400, 'DryRunOperationError', 'The request would have succeeded without DryRun.');
    return {
      SecretName: secret.name,
      SecretType: secret.type,
      VersionId: version.id,
      VersionStages: { VersionStage: labelsOf(secret, version.id) },
      SecretData: cloud.vault.open(secret.dataKey, version.sealed, secret.name, version.id).reveal(),
      SecretDataType: version.dataType,
      CreateTime: instant(version.createdAt),
      ...managedFields(secret, given.FetchExtendedConfig),
    };
  },
});

/** Returns the requested version. If both a version and a stage are given, the version must carry the stage. */
function chosenVersion(secret: Secret, given: Parameters): Version | undefined {
  const stage = given.VersionStage;
  // A managed secret has only the system's stages, and a version id is ignored for it.
  if (secret.type !== 'Generic' || given.VersionId === undefined)
    return versionOf(secret, holderOf(secret, stage ?? current) ?? '');
  if (stage !== undefined && holderOf(secret, stage) !== given.VersionId) return undefined;
  return versionOf(secret, given.VersionId);
}

function missingVersion(cloud: Cloud): Refusal {
  if (cloud.switches.missingVersion === 'InvalidParameter')
    return invalidParameter('VersionId', 'the secret has no such version or stage');
  return new Refusal(404, 'Forbidden.ResourceNotFound', 'The secret has no such version or stage.');
}

function unreadable(cloud: Cloud): Refusal {
  const code = cloud.switches.readInDeletionWindow;
  if (code === 'Forbidden.ResourceNotFound') return new Refusal(404, code, 'Resource not found.');
  return inDeleteWindow(code);
}
