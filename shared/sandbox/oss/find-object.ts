import { createHash } from 'node:crypto';
import { crc64 } from '../../runtime/crc64.ts';
import { Sensitive } from '../../runtime/sensitive.ts';
import type { Cloud } from '../cloud.ts';
import type { Bucket } from './bucket.ts';
import { noSuchBucket, noSuchKey } from './refusals.ts';
import type { StoredObject } from './stored-object.ts';

export const bucketArn = ({ regionId, accountId }: Cloud, bucket: string) =>
  `acs:oss:${regionId}:${accountId}:${bucket}`;

export const objectArn = (cloud: Cloud, bucket: string, key: string) => `${bucketArn(cloud, bucket)}/${key}`;

export function findBucket(cloud: Cloud, name: string): Bucket {
  const found = cloud.buckets.get(name);
  if (!found) throw noSuchBucket();
  return found;
}

/** Returns the key under which an object is stored. It is unambiguous, because a bucket's name has no slash. */
const placeOf = (bucket: string, key: string) => `${bucket}/${key}`;

export function findObject(cloud: Cloud, bucket: string, key: string): StoredObject {
  findBucket(cloud, bucket);
  const found = cloud.objects.get(placeOf(bucket, key));
  if (!found) throw noSuchKey();
  return found;
}

export function bytesOf(cloud: Cloud, { bucket, key, sealed }: StoredObject): Buffer {
  const opened = cloud.vault.open(cloud.dataKey, sealed, cloud.accountId, placeOf(bucket, key));
  return Buffer.from(opened.reveal(), 'base64');
}

export function keepObject(
  cloud: Cloud,
  {
    bucket,
    key,
    contentType,
    bytes,
  }: Pick<StoredObject, 'bucket' | 'key' | 'contentType'> & { bytes: Buffer },
): StoredObject {
  const place = placeOf(bucket, key);
  const content = new Sensitive(bytes.toString('base64'));
  const stored = {
    bucket,
    key,
    contentType,
    size: bytes.length,
    md5: createHash('md5').update(bytes).digest('hex').toUpperCase(),
    crc64: crc64(bytes).toString(),
    changedAt: cloud.now(),
    sealed: cloud.vault.seal(cloud.dataKey, content, cloud.accountId, place),
  };
  cloud.objects.set(place, stored);
  return stored;
}

export const dropObject = (cloud: Cloud, { bucket, key }: StoredObject) =>
  cloud.objects.delete(placeOf(bucket, key));

/**
 * Returns the bytes of an object, for a service of the cloud that reads it itself. Function Compute reads code in this
 * way.
 */
export function objectOf(cloud: Cloud, bucket: string, key: string): Buffer | undefined {
  const found = cloud.objects.get(placeOf(bucket, key));
  return found && bytesOf(cloud, found);
}
