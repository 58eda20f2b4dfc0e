import * as z from 'zod';
import { defineOperation, RawAnswer } from '../operation.ts';
import { BucketName } from './bucket.ts';
import { bytesOf, findObject, objectArn } from './find-object.ts';
import { objectHeaders } from './object-headers.ts';
import { ObjectKey } from './stored-object.ts';

/**
 * Returns an object. HeadObject uses this operation too, because RAM has no action of its own for it. The server then
 * leaves the bytes out of the response.
 */
export const getObject = defineOperation({
  action: 'GetObject',
  parameters: z.object({ bucket: BucketName, key: ObjectKey }),
  resource: (cloud, { bucket, key }) => objectArn(cloud, bucket, key),
  perform(cloud, { bucket, key }) {
    const stored = findObject(cloud, bucket, key);
    return new RawAnswer(200, objectHeaders(stored), bytesOf(cloud, stored));
  },
});
