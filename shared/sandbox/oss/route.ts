import type { Parameters } from '../operation.ts';
import { Refusal } from '../refusal.ts';
import type { WireRequest } from '../wire-request.ts';
import { addressOf } from './address.ts';

interface Routed {
  readonly action: string;
  readonly parameters: Parameters;
}

const ofBuckets = new Map([
  ['PUT', 'PutBucket'],
  ['DELETE', 'DeleteBucket'],
]);
const ofObjects = new Map([
  ['PUT', 'PutObject'],
  ['GET', 'GetObject'],
  ['HEAD', 'GetObject'],
  ['DELETE', 'DeleteObject'],
]);

/**
 * Returns the operation that a method and an address ask for. Throws a Refusal for a query, because the sandbox does
 * not support what queries ask for.
 */
export function route(request: WireRequest): Routed | undefined {
  const { method, query, headers, body } = request;
  const { bucket, key } = addressOf(request);
  if (query.size > 0)
    throw new Refusal(501, 'NotImplemented', `The sandbox does not do ${[...query.keys()].join(', ')}.`);
  const action = (key === '' ? ofBuckets : ofObjects).get(method);
  if (action === undefined || bucket === '') return undefined;
  if (action === 'PutBucket') return { action, parameters: { bucket, acl: headers.get('x-oss-acl') } };
  if (action !== 'PutObject') return { action, parameters: { bucket, key } };
  const parameters = {
    bucket,
    key,
    body,
    contentType: headers.get('content-type'),
    contentMd5: headers.get('content-md5'),
    forbidOverwrite: headers.get('x-oss-forbid-overwrite'),
  };
  return { action, parameters };
}
