import * as z from 'zod';
import { defineOperation, RawAnswer } from '../operation.ts';
import { Bucket, BucketName } from './bucket.ts';
import { bucketArn } from './find-object.ts';
import { bucketAlreadyExists } from './refusals.ts';

/** Names are taken by all accounts together; here there is one, and one that is its own is another's. */
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
