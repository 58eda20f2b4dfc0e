import { createHash } from 'node:crypto';
import pc from 'picocolors';
import type { Bucket } from '../../cloud/oss/bucket.ts';
import { headObject } from '../../cloud/oss/head-object.ts';
import { putObject } from '../../cloud/oss/put-object.ts';
import { PolicyMalformed } from '../../rotation/errors.ts';
import type { Bundle } from './blueprint.ts';
import type { BundleYard } from './yard.ts';

/** Puts each bundle under its hash, where it is not there yet. Throws PolicyMalformed where something else is. */
export async function upload(yard: BundleYard, bundles: readonly Bundle[]): Promise<void> {
  const { bucket, signal, out } = yard;
  for (const bundle of bundles) {
    const found = await headObject(bucket, bundle.object, signal);
    if (found === undefined) await putObject(bucket, bundle.object, bundle.bytes, signal);
    refuseOther(bucket, bundle, found ?? (await headObject(bucket, bundle.object, signal)));
    const how =
      found === undefined ? `uploaded ${(bundle.bytes.length / 1024).toFixed(0)} KB` : 'there already';
    out.say(`${bundle.object}  ${pc.dim(how)}`);
  }
}

/** The name says what is in it: whoever may write to the bucket could have put other code there. */
function refuseOther({ name }: Bucket, { object, bytes }: Bundle, md5: string | undefined): void {
  if (md5 === createHash('md5').update(bytes).digest('hex').toUpperCase()) return;
  throw new PolicyMalformed(`the bucket ${name}`, [`the object ${object} is not the bundle of that hash`]);
}
