import { RawAnswer, type Service } from '../operation.ts';
import { asXml } from '../xml.ts';
import { deleteBucket } from './delete-bucket.ts';
import { deleteObject } from './delete-object.ts';
import { getObject } from './get-object.ts';
import { putBucket } from './put-bucket.ts';
import { putObject } from './put-object.ts';
import { inItsWords } from './refusals.ts';
import { route } from './route.ts';

/** Object storage. It has its own signature and its own form of errors. */
export const oss: Service = {
  name: 'Oss',
  prefix: 'oss',
  version: '2019-05-17',
  denial: 'AccessDenied',
  operations: [deleteBucket, deleteObject, getObject, putBucket, putObject],
  route,
  understands: ({ headers }) => headers.get('authorization')?.startsWith('OSS') ?? false,
  refuse(refusal, requestId, host) {
    const { status, code, message } = inItsWords(refusal);
    const parts = { Code: code, Message: message, RequestId: requestId, HostId: host };
    const body = Buffer.from(asXml('Error', parts));
    return new RawAnswer(status, { 'content-type': 'application/xml', 'x-oss-request-id': requestId }, body);
  },
};
