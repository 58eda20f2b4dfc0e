import { perform } from '../rotation/perform.ts';
import type { Ports } from '../rotation/ports.ts';
import type { Result } from '../rotation/result.ts';
import type { Request } from './request.ts';
import { retire } from './retire.ts';
import { rollback } from './rollback.ts';

/** What a caller asks of one secret, by the engine of its type. */
export function carryOut<Value>(ports: Ports<Value>, request: Request): Promise<Result> {
  switch (request.operation) {
    case 'retire':
      return retire(ports, request.secret);
    case 'rollback':
      return rollback(ports, request.secret, request.token);
    default:
      return perform(ports, request);
  }
}
