import { createHash } from 'node:crypto';
import type { Bucket } from '../../alibaba/oss/bucket.ts';
import { headObject, type ObjectHead } from '../../alibaba/oss/head-object.ts';
import { putObject } from '../../alibaba/oss/put-object.ts';
import { paints as pc } from '../cli/paint.ts';
import type { BundleContext } from './deploy-context.ts';
import { NotDeployable } from './not-deployable.ts';
import type { Bundle } from './template-bundle.ts';

/** The time of the last write of each object, by its name. */
export type Uploaded = ReadonlyMap<string, string>;

/** Uploads each bundle under its hash, unless it is there. Throws NotDeployable if another object is there. */
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
      found === undefined ? `uploaded ${(bundle.bytes.length / 1024).toFixed(0)} KB` : 'already there';
    out.say(`${bundle.object}  ${pc.dim(how)}`);
  }
  return uploaded;
}

/**
 * Returns the objects that were written after `upload` checked them, whatever they contain now. An attacker can match
 * the checksum that Function Compute compares, but cannot undo the time of a write.
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

/** Whether an object is the bundle that its name says. Anyone who may write the bucket could put other code there. */
function isBundle({ bytes }: Bundle, head: ObjectHead | undefined): head is ObjectHead {
  return head?.md5 === createHash('md5').update(bytes).digest('hex').toUpperCase();
}

function other({ name }: Bucket, { object }: Bundle): NotDeployable {
  return new NotDeployable(`the bucket ${name}`, `the object ${object} is not the bundle with that hash`);
}
