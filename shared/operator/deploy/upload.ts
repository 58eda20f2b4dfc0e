import { createHash } from 'node:crypto';
import type { Bucket } from '../../alibaba/oss/bucket.ts';
import { headObject, type ObjectHead } from '../../alibaba/oss/head-object.ts';
import { putObject } from '../../alibaba/oss/put-object.ts';
import { PolicyMalformed } from '../../engine/rotation/errors.ts';
import { paints as pc } from '../cli/paint.ts';
import type { BundleContext } from './deploy-context.ts';
import type { Bundle } from './template-bundle.ts';

/** When each object was written last, by its name. */
export type Uploaded = ReadonlyMap<string, string>;

/** Puts each bundle under its hash, where it is not there yet. Throws PolicyMalformed where something else is. */
export async function upload(deployContext: BundleContext, bundles: readonly Bundle[]): Promise<Uploaded> {
  const { bucket, signal, out } = deployContext;
  const uploaded = new Map<string, string>();
  for (const bundle of bundles) {
    const found = await headObject(bucket, bundle.object, signal);
    if (found === undefined) await putObject(bucket, bundle.object, bundle.bytes, signal);
    const head = found ?? (await headObject(bucket, bundle.object, signal));
    if (!isBundle(bundle, head)) throw other(bucket, bundle);
    uploaded.set(bundle.object, head.lastModified);
    const how =
      found === undefined ? `uploaded ${(bundle.bytes.length / 1024).toFixed(0)} KB` : 'there already';
    out.say(`${bundle.object}  ${pc.dim(how)}`);
  }
  return uploaded;
}

/**
 * The objects that were written since they were looked at, whatever is in them by now. The checksum that Function Compute
 * compares can be matched by who means to; the time of a write cannot be taken back.
 */
export async function writtenSince(
  { bucket, signal }: BundleContext,
  bundles: readonly Bundle[],
  uploaded: Uploaded,
): Promise<readonly string[]> {
  const heads = await Promise.all(bundles.map(({ object }) => headObject(bucket, object, signal)));
  return bundles.flatMap((bundle, index) => {
    const head = heads[index];
    return isBundle(bundle, head) && head.lastModified === uploaded.get(bundle.object) ? [] : [bundle.object];
  });
}

/** The name says what is in it: whoever may write to the bucket could have put other code there. */
function isBundle({ bytes }: Bundle, head: ObjectHead | undefined): head is ObjectHead {
  return head?.md5 === createHash('md5').update(bytes).digest('hex').toUpperCase();
}

function other({ name }: Bucket, { object }: Bundle): PolicyMalformed {
  return new PolicyMalformed(`the bucket ${name}`, [`the object ${object} is not the bundle of that hash`]);
}
