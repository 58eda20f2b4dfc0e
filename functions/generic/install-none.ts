import type { Access, Service } from '../../shared/rotation/service.ts';
import { planRenewal } from './renewal.ts';
import type { GenericSecret } from './secret.ts';

/**
 * Nothing is installed anywhere, and so nothing is proven: for a value that only the readers of the secret know,
 * such as a key they sign with among themselves. Only the policy's own word leads here.
 */
export async function installNone(access: Access<GenericSecret>): Promise<Service<GenericSecret>> {
  const { how, next } = planRenewal(access);
  return {
    strategy: 'none',
    reason: `the policy names it: the new value, ${how}, is stored and neither installed nor proven`,
    overlaps: 'unknown',
    ends: () => false,
    exclusive: false,
    next,
    prove: async () => {},
    confirmLock: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
}
