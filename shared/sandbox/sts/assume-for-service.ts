import type { Cloud } from '../cloud.ts';
import { readDocument } from '../policies/document.ts';
import { TrustDocument, trusts } from '../policies/trust-document.ts';
import { findRole } from '../ram/find-role.ts';
import { openSession } from './open-session.ts';

export interface TemporaryKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
}

export interface ServiceWish {
  /** Name of the service as in a trust policy, such as `fc.aliyuncs.com`. */
  readonly service: string;
  readonly roleName: string;
  readonly seconds?: number;
}

/**
 * Returns keys of a role, as a service of the cloud hands them to what it runs. Throws an Error if the role does not
 * exist or does not trust the service.
 */
export function assumeForService(cloud: Cloud, { service, roleName, seconds }: ServiceWish): TemporaryKey {
  const role = findRole(cloud, roleName);
  if (!trusts(readDocument(TrustDocument, role.trust), { kind: 'service', name: service }, {}))
    throw new Error(`the role ${roleName} does not trust ${service}`);
  const { Credentials: key } = openSession(cloud, role, { sessionName: 'service', seconds });
  return {
    accessKeyId: key.AccessKeyId,
    accessKeySecret: key.AccessKeySecret,
    securityToken: key.SecurityToken,
  };
}
