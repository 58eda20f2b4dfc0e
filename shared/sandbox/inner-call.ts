import { random } from '../runtime/random.ts';
import { auditRecord } from './audit-record.ts';
import type { Cloud } from './cloud.ts';
import type { Answer, Caller, Parameters, Service } from './operation.ts';
import { RawAnswer } from './operation.ts';
import { requirePermission } from './permission.ts';
import { Refusal } from './refusal.ts';
import type { RequestContext } from './request-context.ts';

/** The name under which the audit shows a service that calls for somebody else. */
const agent = 'ros.aliyuncs.com';

/**
 * Calls an operation as a service of the cloud that acts for a caller. The caller's permissions apply, and the audit
 * records the caller. Throws a Refusal.
 */
export async function callFor(
  cloud: Cloud,
  caller: Caller,
  service: Service,
  action: string,
  given: Parameters,
): Promise<Answer> {
  const operation = service.operations.find((one) => one.action === action);
  if (!operation) throw new Error(`${service.name} has no operation ${action}`);
  const parameters = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const key = { accessKeyId: '', accessKeySecret: '', status: 'Active' as const, identity: caller.identity };
  const requestContext = {
    request: bare,
    requestId: random.requestId(),
    found: { service, operation },
    parameters,
    key,
  };
  try {
    const prepared = operation.prepare(cloud, parameters, caller);
    requirePermission(cloud, service, action, prepared.resources, caller);
    const answer = await prepared.perform();
    cloud.audit.add(auditRecord(cloud, requestContext, undefined));
    return answer instanceof RawAnswer ? {} : answer;
  } catch (error) {
    if (error instanceof Refusal) cloud.audit.add(auditRecord(cloud, requestContext, error));
    throw error;
  }
}

const bare: RequestContext['request'] = {
  method: 'POST',
  path: '/',
  headers: new Map([['user-agent', agent]]),
  query: new Map(),
  body: Buffer.alloc(0),
  remoteAddress: agent,
};
