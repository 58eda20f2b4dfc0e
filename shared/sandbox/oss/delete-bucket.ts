import * as z from 'zod';
import { defineOperation, RawAnswer } from '../operation.ts';
import { BucketName } from './bucket.ts';
import { bucketArn, findBucket } from './find-object.ts';
import { bucketNotEmpty } from './refusals.ts';

export const deleteBucket = defineOperation({
  action: 'DeleteBucket',
  parameters: z.object({ bucket: BucketName }),
  resource: (cloud, { bucket }) => bucketArn(cloud, bucket),
  perform(cloud, { bucket }) {
    findBucket(cloud, bucket);
    if (cloud.objects.all().some((one) => one.bucket === bucket)) throw bucketNotEmpty();
    cloud.buckets.delete(bucket);
    return new RawAnswer(204, {}, Buffer.alloc(0));
  },
});
