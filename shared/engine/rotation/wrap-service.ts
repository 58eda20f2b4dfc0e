import type { Service } from './service.ts';

/**
 * Returns the same service with some members replaced. Each use of another member reads it from the service, since the
 * service may learn it only later.
 */
export function wrapService<Value>(service: Service<Value>, own: Partial<Service<Value>>): Service<Value> {
  return Object.create(service, Object.getOwnPropertyDescriptors(own));
}
