import { createHash } from 'node:crypto';
import * as z from 'zod';
import { crc64 } from '../../runtime/crc64.ts';
import type { Cloud } from '../cloud.ts';
import { objectOf } from '../oss/find-object.ts';
import { Refusal } from '../refusal.ts';

/** Location of the code in a call. Source: FC "InputCodeLocation". */
export const CodeLocation = z.union(
  [
    z.object({ zipFile: z.base64().min(1), checksum: z.string().optional() }),
    z.object({ ossBucketName: z.string(), ossObjectName: z.string(), checksum: z.string().optional() }),
  ],
  { error: 'it is neither a zipFile in base64 nor an object of OSS' },
);
type CodeLocation = z.output<typeof CodeLocation>;

/**
 * Stores the package and returns its digest. Throws a Refusal if the package does not exist, is not a zip, or has
 * another checksum.
 */
export function keepPackage(cloud: Cloud, location: CodeLocation): string {
  const zip = bytesOf(cloud, location);
  // Every zip that contains a file begins with these bytes. A zip without a file is useless here.
  if (!zip.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004')))
    throw new Refusal(400, 'InvalidArgument', 'The code is no zip file.');
  const checksum = crc64(zip).toString();
  if (location.checksum !== undefined && location.checksum !== checksum)
    throw new Refusal(400, 'InvalidArgument', 'The checksum of the code is another one.');
  const digest = createHash('sha256').update(zip).digest('hex');
  if (!cloud.packages.get(digest))
    cloud.packages.set(digest, { digest, zip: zip.toString('base64'), size: zip.length, checksum });
  return digest;
}

function bytesOf(cloud: Cloud, location: CodeLocation): Buffer {
  if ('zipFile' in location) return Buffer.from(location.zipFile, 'base64');
  const { ossBucketName, ossObjectName } = location;
  const found = objectOf(cloud, ossBucketName, ossObjectName);
  if (found) return found;
  throw new Refusal(400, 'InvalidArgument', `OSS has no object ${ossObjectName} in bucket ${ossBucketName}.`);
}

/** Deletes packages that no function runs from any more. */
export function dropUnused(cloud: Cloud): void {
  const used = new Set(
    cloud.functions.all().flatMap(({ code }) => (code.kind === 'package' ? [code.digest] : [])),
  );
  for (const { digest } of cloud.packages.all()) if (!used.has(digest)) cloud.packages.delete(digest);
}
