import { accountName } from '../../shared/services/mysql/quoting.ts';
import type { Inspection } from './context.ts';

/**
 * What to do where whoever acts lacks a right. In an emergency, an account that acts itself is one that has leaked: it is
 * given no more rights, somebody else does what it may not.
 */
export function remedy({ access, acting, configured }: Inspection, right: string): string {
  if (access.emergency && acting.as !== 'admin')
    return `name an admin in the tag rotation:admin-secret, who needs ${right}`;
  return `grant ${right} to ${accountName(configured.account)};`;
}
