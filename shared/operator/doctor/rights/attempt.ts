import { CloudError } from '../../../alibaba/cloud-error.ts';

/** The answer to an attempt at a right. */
export type Permission =
  | { readonly kind: 'permitted' }
  | { readonly kind: 'denied'; readonly message: string }
  /** A refusal that may come before the right is looked at. */
  | { readonly kind: 'unknown'; readonly code: string };

/** Codes with which a service refuses a call whose caller has the right: the thing is not there, or it was a dry run. */
const afterwards = /NotFound|EntityNotExist|DryRunOperation/;
const denied = /NoPermission|AccessDenied|Forbidden\.RAM/;

/**
 * Makes a call that can change nothing, and returns whether RAM permits it. The order of the checks, the right before
 * the existence, is that of RAM's own denials, which name a resource and not whether it exists. Throws CloudError if
 * the service gives no answer.
 */
export async function attempt(call: () => Promise<unknown>): Promise<Permission> {
  try {
    await call();
    return { kind: 'permitted' };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    if (afterwards.test(error.code)) return { kind: 'permitted' };
    if (error.denial || denied.test(error.code)) return { kind: 'denied', message: error.message };
    if (error.throttled) return { kind: 'unknown', code: error.code };
    if (!error.refused || error.unaccepted) throw error;
    return { kind: 'unknown', code: error.code };
  }
}
