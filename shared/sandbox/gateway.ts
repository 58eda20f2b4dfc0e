import type { Clock } from '../runtime/clock.ts';
import { random } from '../runtime/random.ts';
import { instant } from '../runtime/time.ts';
import type { Audit } from './audit.ts';
import { auditRecord } from './audit-record.ts';
import type { Cloud } from './cloud.ts';
import { type Faults, LostReply, strike } from './faults.ts';
import { inFormat } from './format.ts';
import { gatherNumbered } from './numbered.ts';
import {
  type Answer,
  type Caller,
  type Parameters,
  RawAnswer,
  type Reply,
  type Service,
} from './operation.ts';
import { Denied, requirePermission } from './permission.ts';
import { noteUse } from './ram/find-access-key.ts';
import { internalFailure, Refusal } from './refusal.ts';
import type { RequestContext } from './request-context.ts';
import { authenticate, type Gatekeeper } from './signatures/authenticate.ts';
import { parametersOf, type WireRequest } from './wire-request.ts';

export interface Gateway {
  readonly cloud: Cloud;
  readonly services: readonly Service[];
  readonly gatekeeper: Gatekeeper;
  readonly faults: Faults;
  readonly clock: Clock;
  readonly audit: Audit;
  /** Resolves after all changes made so far are safe. */
  flush(): Promise<void>;
  /** A signal that aborts when the sandbox closes. */
  readonly closing: AbortSignal;
}

/**
 * Returns the response to a request. Throws LostReply if the caller must receive nothing. Every other failure becomes a
 * response.
 */
export async function answer(gateway: Gateway, request: WireRequest): Promise<Reply | RawAnswer> {
  const requestContext: RequestContext = { request, requestId: random.requestId() };
  try {
    const body = await pass(gateway, requestContext);
    record(gateway, requestContext, undefined);
    if (body instanceof RawAnswer) return body;
    return inFormat(requestContext, { status: 200, body: { ...body, RequestId: requestContext.requestId } });
  } catch (error) {
    const refusal = asRefusal(error);
    record(gateway, requestContext, refusal);
    if (refusal === undefined) throw error;
    const service = gateway.services.find((one) => one.understands?.(request));
    const host = request.headers.get('host') ?? '';
    return (
      service?.refuse?.(refusal, requestContext.requestId, host) ??
      inFormat(requestContext, { status: refusal.status, body: errorBody(refusal, requestContext) })
    );
  }
}

/**
 * Carries out a request. Checks in this order: address, signature, parameters, flow control, permission, then the
 * service's own checks.
 */
async function pass(gateway: Gateway, requestContext: RequestContext): Promise<Answer | RawAnswer> {
  const { cloud, faults, clock, closing } = gateway;
  const given = parametersOf(requestContext.request);
  const found = find(gateway, requestContext.request, given);
  if (found) requestContext.found = found;
  const key = authenticate(gateway.gatekeeper, requestContext.request);
  requestContext.key = key;
  noteUse(cloud, key.accessKeyId);
  if (found === undefined)
    throw new Refusal(404, 'InvalidAction.NotFound', 'Specified api is not found, please check your url.');
  const parameters =
    found.parameters ?? gatherNumbered(readBy(cloud, found.service, requestContext.request, given));
  const caller = { identity: key.identity, context: contextOf(cloud, requestContext.request) };
  const prepared = found.operation.prepare(cloud, parameters, caller);
  requestContext.parameters = parameters;
  const fault = faults.take(found.operation.action);
  await strike(fault, 'before', clock, closing);
  requirePermission(cloud, found.service, found.operation.action, prepared.resources, caller);
  try {
    return await prepared.perform();
  } finally {
    // Refusals and reads reveal the state too, so they wait until that state is safe.
    await gateway.flush();
    await strike(fault, 'after', clock, closing);
  }
}

/**
 * Returns the parameters that the gateway reads. A gateway that reads the query only still checks the signature over
 * the body.
 */
function readBy(
  { switches }: Cloud,
  { inBody = [] }: Service,
  { query }: WireRequest,
  given: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  if (switches.requestBody === 'read') return given;
  return new Map([...given].filter(([name]) => query.has(name) || inBody.includes(name)));
}

/** Returns the values of a request that conditions may test. The sandbox listens without TLS. */
const contextOf = (cloud: Cloud, request: WireRequest): Caller['context'] => ({
  'acs:CurrentTime': instant(cloud.now()),
  'acs:SourceIp': request.remoteAddress,
  'acs:SecureTransport': 'false',
});

interface Found extends NonNullable<RequestContext['found']> {
  /** Parameters of a service in the ROA style. */
  readonly parameters?: Parameters;
}

function find(
  { services }: Gateway,
  request: WireRequest,
  given: ReadonlyMap<string, string>,
): Found | undefined {
  const formed = services.find((one) => one.understands?.(request));
  if (formed) return routedTo(formed, request, undefined);
  // Read only from where the signature reaches. The older signature covers the parameters, but no header.
  const inHeaders = request.headers.has('authorization');
  const version = inHeaders ? request.headers.get('x-acs-version') : given.get('Version');
  const action = inHeaders ? request.headers.get('x-acs-action') : given.get('Action');
  const service = services.find((one) => one.version === version);
  if (!service?.route && request.method !== 'GET' && request.method !== 'POST')
    throw new Refusal(403, 'UnsupportedHTTPMethod', 'This HTTP method is not supported.');
  if (!service) return undefined;
  if (service.route) return routedTo(service, request, action);
  const operation = service.operations.find((one) => one.action === action);
  return operation && request.path === '/' ? { service, operation } : undefined;
}

/** Finds an operation by method and path. If the request names an action too, the two must be the same. */
function routedTo(service: Service, request: WireRequest, action: string | undefined): Found | undefined {
  const routed = service.route?.(request);
  const operation = service.operations.find((one) => one.action === routed?.action);
  if (!routed || !operation || (action ?? routed.action) !== routed.action) return undefined;
  return { service, operation, parameters: routed.parameters };
}

function record(gateway: Gateway, requestContext: RequestContext, refusal: Refusal | undefined): void {
  const { found } = requestContext;
  if (found) gateway.audit.add(auditRecord(gateway.cloud, { ...requestContext, found }, refusal));
}

/**
 * Returns the refusal for an error, or undefined for LostReply. Any other error is a bug of the sandbox. The caller
 * receives an internal failure, and the terminal shows the bug.
 */
function asRefusal(error: unknown): Refusal | undefined {
  if (error instanceof LostReply) return undefined;
  if (error instanceof Refusal) return error;
  process.emitWarning(error instanceof Error ? error : String(error));
  return internalFailure();
}

const errorBody = (refusal: Refusal, { request, requestId }: RequestContext): Answer => ({
  HttpStatus: refusal.status,
  Code: refusal.code,
  Message: refusal.told,
  RequestId: requestId,
  HostId: request.headers.get('host') ?? '',
  Recommend: '',
  ...(refusal instanceof Denied ? { AccessDeniedDetail: refusal.detail } : {}),
});
