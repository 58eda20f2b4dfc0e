import * as z from 'zod';
import { wholeNumber } from '../fields.ts';
import { defineOperation } from '../operation.ts';
import { readDocument } from '../policies/document.ts';
import { TrustDocument } from '../policies/trust-document.ts';
import { newEntityId } from './entity-id.ts';
import { allRolesArn, roleOnTheWire } from './find-role.ts';
import { Description, DocumentText, RoleName } from './names.ts';
import { alreadyExists } from './refusals.ts';

/** Creates a role. Checks in this order: parameters, permission, document, taken name. */
export const createRole = defineOperation({
  action: 'CreateRole',
  parameters: z.object({
    RoleName,
    AssumeRolePolicyDocument: DocumentText,
    Description: Description.optional(),
    MaxSessionDuration: wholeNumber(3_600, 43_200).default(3_600),
  }),
  resource: allRolesArn,
  perform(cloud, given) {
    readDocument(TrustDocument, given.AssumeRolePolicyDocument);
    if (cloud.roles.get(given.RoleName)) throw alreadyExists('Role');
    const role = {
      name: given.RoleName,
      id: newEntityId(),
      description: given.Description,
      trust: given.AssumeRolePolicyDocument,
      maxSessionSeconds: given.MaxSessionDuration,
      createdAt: cloud.now(),
      attached: [],
    };
    cloud.roles.set(role.name, role);
    return { Role: { ...roleOnTheWire(cloud, role), AssumeRolePolicyDocument: role.trust } };
  },
});
