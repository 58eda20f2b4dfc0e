import type { Service } from '../operation.ts';
import { assumeRole } from './assume-role.ts';
import { getCallerIdentity } from './get-caller-identity.ts';

/** Who is who, for a time. */
export const sts: Service = {
  name: 'Sts',
  prefix: 'sts',
  version: '2015-04-01',
  denial: 'NoPermission',
  operations: [assumeRole, getCallerIdentity],
};
