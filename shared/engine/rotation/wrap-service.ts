import type { Service } from './service.ts';

/**
 * Returns the same service with some members of its own. The others are looked up in the service each time: it may come
 * to know one of them only later.
 */
export function wrapService<Value>(service: Service<Value>, own: Partial<Service<Value>>): Service<Value> {
  return Object.create(service, Object.getOwnPropertyDescriptors(own));
}
