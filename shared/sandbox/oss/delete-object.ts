import * as z from 'zod';
import { defineOperation, RawAnswer } from '../operation.ts';
import { BucketName } from './bucket.ts';
import { dropObject, findBucket, objectArn } from './find-object.ts';
import { ObjectKey } from './stored-object.ts';

/** Deletes an object. Succeeds if the object does not exist. */
export const deleteObject = defineOperation({
  action: 'DeleteObject',
  parameters: z.object({ bucket: BucketName, key: ObjectKey }),
  resource: (cloud, { bucket, key }) => objectArn(cloud, bucket, key),
  perform(cloud, { bucket, key }) {
    findBucket(cloud, bucket);
    const found = cloud.objects.get(`${bucket}/${key}`);
    if (found) dropObject(cloud, found);
    return new RawAnswer(204, {}, Buffer.alloc(0));
  },
});
