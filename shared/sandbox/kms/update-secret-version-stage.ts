import * as z from 'zod';
import type { Cloud } from '../cloud.ts';
import { defineOperation } from '../operation.ts';
import { invalidParameter, missingParameter, Refusal } from '../refusal.ts';
import { SecretName, Stage, VersionId } from './fields.ts';
import { arnOf, findSecret, refuseInWindow, refuseManaged, saveSecret } from './find-secret.ts';
import type { Secret } from './secret.ts';
import { detach, holderOf, isSystemStage, moveStage, versionOf } from './stages.ts';

const parameters = z.object({
  SecretName,
  VersionStage: Stage,
  MoveToVersion: VersionId.optional(),
  RemoveFromVersion: VersionId.optional(),
});
type Parameters = z.output<typeof parameters>;

/**
 * Attaches a stage (only `MoveToVersion`), detaches it (only `RemoveFromVersion`) or moves it (both). Checks in this
 * order: parameters, permission, existence, deletion window, type, holder of the stage, target version.
 */
export const updateSecretVersionStage = defineOperation({
  action: 'UpdateSecretVersionStage',
  parameters,
  resource: (cloud, { SecretName }) => arnOf(cloud, SecretName),
  perform(cloud, given) {
    refuseIncomplete(given);
    const secret = refuseManaged(refuseInWindow(findSecret(cloud, given.SecretName)));
    const after = changed(cloud, secret, given);
    if (after !== secret) saveSecret(cloud, after);
    return { SecretName: secret.name };
  },
});

function refuseIncomplete(given: Parameters): void {
  if (given.MoveToVersion !== undefined) return;
  if (given.RemoveFromVersion === undefined) throw missingParameter('MoveToVersion');
  if (isSystemStage(given.VersionStage))
    throw invalidParameter('VersionStage', `${given.VersionStage} can be moved but not removed`);
}

function changed(cloud: Cloud, secret: Secret, given: Parameters): Secret {
  const { VersionStage: label, MoveToVersion: to, RemoveFromVersion: from } = given;
  if (from !== undefined && holderOf(secret, label) !== from) {
    if (cloud.switches.removeFromMismatch === 'reject')
      throw invalidParameter('RemoveFromVersion', 'the version does not carry the stage');
    if (to === undefined || cloud.switches.removeFromMismatch === 'stay') return secret;
  }
  if (to === undefined) return detach(secret, label);
  if (versionOf(secret, to) === undefined)
    throw new Refusal(404, 'Forbidden.ResourceNotFound', 'The secret has no such version.');
  return moveStage(secret, label, to, cloud.switches);
}
