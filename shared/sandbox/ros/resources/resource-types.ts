import { TemplateError } from '../../../ros-template/template-error.ts';
import { fc3AsyncInvokeConfig } from './fc3-async-invoke-config.ts';
import { fc3Function } from './fc3-function.ts';
import { fc3Trigger } from './fc3-trigger.ts';
import { kmsSecret } from './kms-secret.ts';
import { ossBucket } from './oss-bucket.ts';
import { ramManagedPolicy } from './ram-managed-policy.ts';
import { ramRole } from './ram-role.ts';
import type { ResourceType } from './resource-type.ts';
import { slsAlert } from './sls-alert.ts';
import { slsIndex } from './sls-index.ts';
import { slsLogstore } from './sls-logstore.ts';
import { slsProject } from './sls-project.ts';

/** The types of resources, listed for the same reason as the operations of KMS. */
export const resourceTypes: readonly ResourceType[] = [
  fc3AsyncInvokeConfig,
  fc3Function,
  fc3Trigger,
  kmsSecret,
  ossBucket,
  ramManagedPolicy,
  ramRole,
  slsAlert,
  slsIndex,
  slsLogstore,
  slsProject,
];

/**
 * Finds a resource type. Throws TemplateError if the sandbox has no service for it, such as for a network or a
 * database.
 */
export function resourceType(type: string): ResourceType {
  const known = resourceTypes.find((one) => one.type === type);
  if (known) return known;
  throw new TemplateError(
    `the sandbox makes no ${type}; it makes ${resourceTypes.map((one) => one.type).join(', ')}`,
  );
}
