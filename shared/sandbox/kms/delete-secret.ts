import * as z from 'zod';
import { day, instant } from '../../runtime/time.ts';
import { Flag, wholeNumber } from '../fields.ts';
import { defineOperation } from '../operation.ts';
import { SecretName } from './fields.ts';
import { arnOf, findNamedSecret, refuseInWindow, saveSecret } from './find-secret.ts';

/**
 * Deletes a secret. A forced deletion ignores the window. A secret already in its window can only be deleted by force.
 */
export const deleteSecret = defineOperation({
  action: 'DeleteSecret',
  parameters: z.object({
    SecretName,
    ForceDeleteWithoutRecovery: Flag.default(false),
    RecoveryWindowInDays: wholeNumber(7, 30).default(30),
  }),
  resource: (cloud, { SecretName }) => arnOf(cloud, SecretName),
  perform(cloud, given) {
    const secret = findNamedSecret(cloud, given.SecretName);
    if (given.ForceDeleteWithoutRecovery) {
      cloud.secrets.delete(secret.name);
      return { SecretName: secret.name, PlannedDeleteTime: instant(cloud.now()) };
    }
    const plannedDeleteAt = cloud.now() + given.RecoveryWindowInDays * day;
    saveSecret(cloud, { ...refuseInWindow(secret), plannedDeleteAt });
    return { SecretName: secret.name, PlannedDeleteTime: instant(plannedDeleteAt) };
  },
});
