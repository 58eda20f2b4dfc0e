import type { Service } from '../operation.ts';
import { assumeRole } from './assume-role.ts';
import { getCallerIdentity } from './get-caller-identity.ts';

/** STS: temporary keys of roles, and the identity of a caller. */
export const sts: Service = {
  name: 'Sts',
  prefix: 'sts',
  version: '2015-04-01',
  denial: 'NoPermission',
  operations: [assumeRole, getCallerIdentity],
};
