import { createHash } from 'node:crypto';
import * as z from 'zod';
import { defineOperation, RawAnswer } from '../operation.ts';
import { BucketName } from './bucket.ts';
import { findBucket, keepObject, objectArn } from './find-object.ts';
import { digestHeaders } from './object-headers.ts';
import { fileAlreadyExists, invalidDigest } from './refusals.ts';
import { ObjectKey } from './stored-object.ts';

/**
 * Stores an object. Checks in this order: parameters, permission, existence of the bucket, digest, whether it may be
 * overwritten.
 */
export const putObject = defineOperation({
  action: 'PutObject',
  parameters: z.object({
    bucket: BucketName,
    key: ObjectKey,
    body: z.instanceof(Buffer),
    contentType: z.string().default('application/octet-stream'),
    /** MD5 digest in base64. */
    contentMd5: z.string().optional(),
    forbidOverwrite: z.stringbool({ truthy: ['true'], falsy: ['false'] }).default(false),
  }),
  confidential: ['body'],
  resource: (cloud, { bucket, key }) => objectArn(cloud, bucket, key),
  perform(cloud, { bucket, key, body: bytes, contentType, contentMd5, forbidOverwrite }) {
    findBucket(cloud, bucket);
    const md5 = createHash('md5').update(bytes).digest('base64');
    if (contentMd5 !== undefined && contentMd5 !== md5) throw invalidDigest();
    if (forbidOverwrite && cloud.objects.get(`${bucket}/${key}`)) throw fileAlreadyExists();
    const stored = keepObject(cloud, { bucket, key, contentType, bytes });
    return new RawAnswer(200, digestHeaders(stored), Buffer.alloc(0));
  },
});
