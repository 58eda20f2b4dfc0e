import { TemplateError } from '../template/template-error.ts';
import { kmsSecret } from './kms-secret.ts';
import { ramManagedPolicy } from './ram-managed-policy.ts';
import { ramRole } from './ram-role.ts';
import type { ResourceType } from './resource-type.ts';

/** Listed for the same reason as the operations of KMS. */
export const resourceTypes: readonly ResourceType[] = [kmsSecret, ramManagedPolicy, ramRole];

/** Throws TemplateError for what the sandbox has no service for, such as a network or a database. */
export function resourceType(type: string): ResourceType {
  const known = resourceTypes.find((one) => one.type === type);
  if (known) return known;
  throw new TemplateError(
    `the sandbox makes no ${type}; it makes ${resourceTypes.map((one) => one.type).join(', ')}`,
  );
}
