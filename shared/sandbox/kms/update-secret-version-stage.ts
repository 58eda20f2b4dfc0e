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
 * Attach (only `MoveToVersion`), detach (only `RemoveFromVersion`) or move (both). The order of the checks:
 * parameters, permission, existence, deletion window, type, who carries the stage, the version it goes to.
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
