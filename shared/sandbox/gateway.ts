import { chance } from '../runtime/chance.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Audit } from './audit.ts';
import { auditRecord } from './audit-record.ts';
import type { Cloud } from './cloud.ts';
import { type Faults, LostReply, strike } from './faults.ts';
import { gatherNumbered } from './numbered.ts';
import type { Answer, Service } from './operation.ts';
import type { Passage } from './passage.ts';
import { internalFailure, Refusal } from './refusal.ts';
import { authenticate, type Gatekeeper } from './signatures/authenticate.ts';
import { parametersOf, type WireRequest } from './wire-request.ts';

export interface Gateway {
  readonly cloud: Cloud;
  readonly services: readonly Service[];
  readonly gatekeeper: Gatekeeper;
  readonly faults: Faults;
  readonly clock: Clock;
  readonly audit: Audit;
  /** Resolves when all changes made so far are safe. */
  settled(): Promise<void>;
  /** Aborts when the sandbox closes. */
  readonly closing: AbortSignal;
}

export interface Reply {
  readonly status: number;
  readonly body: Answer;
}

/** Throws LostReply where the caller is to hear nothing; every other failure is an answer. */
export async function answer(gateway: Gateway, request: WireRequest): Promise<Reply> {
  const passage: Passage = { request, requestId: chance.requestId() };
  try {
    const body = await pass(gateway, passage);
    record(gateway, passage, undefined);
    return { status: 200, body: { ...body, RequestId: passage.requestId } };
  } catch (error) {
    const refusal = asRefusal(error);
    record(gateway, passage, refusal);
    if (refusal === undefined) throw error;
    return { status: refusal.status, body: errorBody(refusal, passage) };
  }
}

/** The order of the checks: address, signature, parameters, flow control, permission, then the service's own. */
async function pass(gateway: Gateway, passage: Passage): Promise<Answer> {
  const { cloud, faults, clock, closing } = gateway;
  const given = parametersOf(passage.request);
  const found = find(gateway, passage.request, given);
  if (found) passage.found = found;
  passage.key = authenticate(gateway.gatekeeper, passage.request);
  if (found === undefined)
    throw new Refusal(404, 'InvalidAction.NotFound', 'Specified api is not found, please check your url.');
  const parameters = gatherNumbered(given);
  const prepared = found.operation.prepare(cloud, parameters);
  passage.parameters = parameters;
  const fault = faults.take(found.operation.action);
  await strike(fault, 'before', clock, closing);
  const action = `${found.service.prefix}:${found.operation.action}`;
  if (!passage.key.identity.permits(action, prepared.resource))
    throw new Refusal(403, 'Forbidden.NoPermission', 'This operation is forbidden by permission system.');
  try {
    return await prepared.perform();
  } finally {
    // A refusal and a read tell of the state too, so they wait until what they tell is safe.
    await gateway.settled();
    await strike(fault, 'after', clock, closing);
  }
}

function find({ services }: Gateway, request: WireRequest, given: ReadonlyMap<string, string>) {
  if (request.method !== 'GET' && request.method !== 'POST')
    throw new Refusal(403, 'UnsupportedHTTPMethod', 'This HTTP method is not supported.');
  if (request.path !== '/') return undefined;
  // Only from where the signature reaches: the older one covers the parameters and no header.
  const inHeaders = request.headers.has('authorization');
  const version = inHeaders ? request.headers.get('x-acs-version') : given.get('Version');
  const action = inHeaders ? request.headers.get('x-acs-action') : given.get('Action');
  const service = services.find((one) => one.version === version);
  const operation = service?.operations.find((one) => one.action === action);
  return service && operation && { service, operation };
}

function record(gateway: Gateway, passage: Passage, refusal: Refusal | undefined): void {
  const { found } = passage;
  if (found) gateway.audit.add(auditRecord(gateway.cloud, { ...passage, found }, refusal));
}

/** What is no refusal is a bug of the sandbox: the caller hears of an internal failure, the terminal of the bug. */
function asRefusal(error: unknown): Refusal | undefined {
  if (error instanceof LostReply) return undefined;
  if (error instanceof Refusal) return error;
  process.emitWarning(error instanceof Error ? error : String(error));
  return internalFailure();
}

const errorBody = (refusal: Refusal, { request, requestId }: Passage): Answer => ({
  HttpStatus: refusal.status,
  Code: refusal.code,
  Message: refusal.message,
  RequestId: requestId,
  HostId: request.headers.get('host') ?? '',
  Recommend: '',
});
