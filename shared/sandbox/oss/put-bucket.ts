import * as z from 'zod';
import { defineOperation, RawAnswer } from '../operation.ts';
import { Bucket, BucketName } from './bucket.ts';
import { bucketArn } from './find-object.ts';
import { bucketAlreadyExists } from './refusals.ts';

/**
 * Creates a bucket. In the real service all accounts share the names. This sandbox has one account, and refuses a name
 * of its own as if another account had it.
 */
export const putBucket = defineOperation({
  action: 'PutBucket',
  parameters: z.object({ bucket: BucketName, acl: Bucket.shape.acl.default('private') }),
  resource: (cloud, { bucket }) => bucketArn(cloud, bucket),
  perform(cloud, { bucket: name, acl }) {
    if (cloud.buckets.get(name)) throw bucketAlreadyExists();
    cloud.buckets.set(name, { name, acl, createdAt: cloud.now() });
    return new RawAnswer(200, { location: `/${name}` }, Buffer.alloc(0));
  },
});
