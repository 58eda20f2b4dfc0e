import * as z from 'zod';
import { wholeNumber } from '../fields.ts';
import { defineOperation } from '../operation.ts';
import { readDocument } from '../policies/document.ts';
import { TrustDocument } from '../policies/trust-document.ts';
import { findRole, roleArn, roleOnTheWire } from './find-role.ts';
import { Description, DocumentText, RoleName } from './names.ts';

/** Updates a role. Absent settings stay as they are. The role's sessions continue. */
export const updateRole = defineOperation({
  action: 'UpdateRole',
  parameters: z.object({
    RoleName,
    NewAssumeRolePolicyDocument: DocumentText.optional(),
    NewDescription: Description.optional(),
    NewMaxSessionDuration: wholeNumber(3_600, 43_200).optional(),
  }),
  resource: (cloud, { RoleName }) => roleArn(cloud, RoleName),
  perform(cloud, given) {
    const before = findRole(cloud, given.RoleName);
    const trust = given.NewAssumeRolePolicyDocument ?? before.trust;
    readDocument(TrustDocument, trust);
    const role = {
      ...before,
      trust,
      description: given.NewDescription ?? before.description,
      updatedAt: cloud.now(),
      maxSessionSeconds: given.NewMaxSessionDuration ?? before.maxSessionSeconds,
    };
    cloud.roles.set(role.name, role);
    return { Role: { ...roleOnTheWire(cloud, role), AssumeRolePolicyDocument: role.trust } };
  },
});
