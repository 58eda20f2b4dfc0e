import * as z from 'zod';
import { oss } from '../../oss/oss.ts';
import { type Calls, defineResourceType } from './resource-type.ts';
import { unlessGone } from './unless-gone.ts';
import { notHere, Text, YesNo } from './values.ts';

const Bucket = z.strictObject({
  BucketName: Text,
  AccessControl: Text.optional(),
  /** Whether the bucket may be deleted together with its objects. */
  DeletionForce: YesNo.default(false),
  BlockPublicAccess: YesNo.optional(),
  ServerSideEncryptionConfiguration: notHere('encryption of buckets'),
  VersioningConfiguration: notHere('versions of objects'),
  LifecycleConfiguration: notHere('ends of objects'),
  Tags: notHere('tags of buckets'),
});

export const ossBucket = defineResourceType({
  type: 'ALIYUN::OSS::Bucket',
  properties: Bucket,
  attributes: ['Name', 'Arn', 'DomainName', 'InternalDomainName'],
  fixed: ['BucketName', 'AccessControl'],
  async create(calls, { BucketName: bucket, AccessControl: acl }) {
    await calls.ask(oss, 'PutBucket', { bucket, acl });
    const { accountId, regionId } = calls.cloud;
    const attributes = {
      Name: bucket,
      Arn: `acs:oss:${regionId}:${accountId}:${bucket}`,
      DomainName: `${bucket}.oss-${regionId}.aliyuncs.com`,
      InternalDomainName: `${bucket}.oss-${regionId}-internal.aliyuncs.com`,
    };
    return { physicalId: bucket, attributes };
  },
  update: async () => undefined,
  async delete(calls, { BucketName: bucket, DeletionForce }) {
    if (DeletionForce) await empty(calls, bucket);
    await unlessGone(calls.ask(oss, 'DeleteBucket', { bucket }));
  },
});

async function empty(calls: Calls, bucket: string): Promise<void> {
  for (const one of calls.cloud.objects.all())
    if (one.bucket === bucket) await calls.ask(oss, 'DeleteObject', { bucket, key: one.key });
}
