import { RawAnswer, type Reply } from './operation.ts';
import type { RequestContext } from './request-context.ts';
import { parametersOf } from './wire-request.ts';
import { asXml } from './xml.ts';

/**
 * Converts a reply to XML if the request asks for it. Only the older signature knows `Format`. Source: KMS "Common
 * parameters" and "Responses".
 */
export function inFormat(requestContext: RequestContext, reply: Reply): Reply | RawAnswer {
  if (!asksForXml(requestContext)) return reply;
  const headers = { 'content-type': 'text/xml; charset=utf-8', 'x-acs-request-id': requestContext.requestId };
  return new RawAnswer(
    reply.status,
    headers,
    Buffer.from(asXml(rootOf(requestContext, reply.status), reply.body)),
  );
}

function asksForXml({ request }: RequestContext): boolean {
  if (request.headers.has('authorization')) return false;
  try {
    return parametersOf(request).get('Format')?.toUpperCase() === 'XML';
  } catch {
    return false;
  }
}

/** Returns the name of the root element. KMS uses its own name, the other services use that of the operation. */
function rootOf({ found }: RequestContext, status: number): string {
  if (status >= 300 || found === undefined) return 'Error';
  return found.service.name === 'Kms' ? 'KMS' : `${found.operation.action}Response`;
}
