import { instant } from '../runtime/time.ts';
import type { AuditRecord, UserIdentity } from './audit.ts';
import type { Cloud } from './cloud.ts';
import type { Refusal } from './refusal.ts';
import type { RequestContext } from './request-context.ts';

type Found = RequestContext & Required<Pick<RequestContext, 'found'>>;

export function auditRecord(cloud: Cloud, requestContext: Found, refusal: Refusal | undefined): AuditRecord {
  const { request, requestId, found } = requestContext;
  return {
    eventId: requestId,
    eventVersion: 1,
    eventType: 'ApiCall',
    eventTime: instant(cloud.now()),
    eventName: found.operation.action,
    eventSource: request.headers.get('host') ?? '',
    serviceName: found.service.name,
    apiVersion: found.service.version,
    requestId,
    requestParameters: shownParameters(requestContext),
    sourceIpAddress: request.remoteAddress,
    userAgent: request.headers.get('user-agent') ?? '',
    userIdentity: userIdentity(requestContext),
    acsRegion: cloud.regionId,
    isGlobal: false,
    ...(refusal ? { errorCode: refusal.code, errorMessage: refusal.message } : {}),
  };
}

/**
 * Returns the parameters that the operation's own list names. A misspelt parameter may hold anything, so it is left
 * out.
 */
function shownParameters({ found, parameters = {} }: Found) {
  return Object.fromEntries(
    Object.entries(parameters).filter(([name]) => found.operation.shown.includes(name)),
  );
}

function userIdentity({ key }: Found): UserIdentity | undefined {
  if (key === undefined) return undefined;
  const { identity, accessKeyId } = key;
  const { type, accountId, principalId, userName } = identity;
  const known = { type, accountId, principalId, userName, accessKeyId };
  if (identity.type !== 'assumed-role') return known;
  return { ...known, sessionContext: { attributes: { creationDate: instant(identity.since) } } };
}
