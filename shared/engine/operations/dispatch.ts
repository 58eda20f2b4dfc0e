import type { Ports } from '../rotation/ports.ts';
import type { Result } from '../rotation/result.ts';
import { runRequest } from '../rotation/run-request.ts';
import { runEmergency } from './emergency.ts';
import { plan } from './plan.ts';
import type { Request } from './request.ts';
import { retire } from './retire.ts';
import { rollback } from './rollback.ts';
import { verify } from './verify.ts';

/** Runs the operation that a caller requests for one secret, with the engine of its type. */
export function dispatch<Value>(ports: Ports<Value>, request: Request): Promise<Result> {
  switch (request.operation) {
    case 'emergency':
      return runEmergency(ports, request);
    case 'plan':
      return plan(ports, request.secret);
    case 'retire':
      return retire(ports, request.secret);
    case 'rollback':
      return rollback(ports, request.secret, request.token);
    case 'verify':
      return verify({ ...ports, account: request.account }, request.secret, request.repair);
    default:
      return runRequest(ports, request);
  }
}
