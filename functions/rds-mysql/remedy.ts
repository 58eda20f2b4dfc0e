import { accountName } from '../../shared/services/mysql/quoting.ts';
import type { Inspection } from './context.ts';

/**
 * Returns what to do if the acting account lacks a right. In an emergency, an account that acts itself has leaked. It
 * gets no more rights: an admin must do what it may not do.
 */
export function remedy({ access, acting, configured }: Inspection, right: string): string {
  if (access.emergency && acting.as !== 'admin')
    return `name an admin in the tag rotation:admin-secret, who needs ${right}`;
  return `grant ${right} to ${accountName(configured.account)};`;
}
