import { PolicyMalformed } from '../../engine/rotation/errors.ts';
import type { Environment } from '../../runtime/environment.ts';
import type { Credentials } from '../credentials.ts';

/** A bucket, and the credentials of its caller. */
export interface Bucket {
  readonly name: string;
  readonly region: string;
  /** The URL of its objects, without a slash at the end. */
  readonly address: string;
  readonly credentials: Credentials;
}

/** Returns a bucket at its own host, or in the path of a given endpoint. Source: OSS "Regions and endpoints". */
export function openBucket(
  { region, endpoints }: Environment,
  credentials: Credentials,
  name: string,
): Bucket {
  if (region === undefined)
    throw new PolicyMalformed('this process', ['variable ALIBABA_CLOUD_REGION_ID is not set']);
  const address =
    endpoints.oss === undefined
      ? `https://${name}.oss-${region}.aliyuncs.com`
      : `${endpoints.oss.replace(/\/$/, '')}/${name}`;
  return { name, region, address, credentials };
}
