import { retry } from '../../runtime/retry.ts';
import { CloudError, transience } from '../cloud-error.ts';
import type { Bucket } from './bucket.ts';
import { send } from './send.ts';

export interface ObjectHead {
  /** The MD5 in upper-case hexadecimal, if the object was uploaded in one piece. */
  readonly md5: string;
  /** The time of the last write, as OSS writes it. OSS sets it on every write. */
  readonly lastModified: string;
}

/** Returns the checksum and the last write of an object; undefined if the object does not exist. */
export async function headObject(
  bucket: Bucket,
  key: string,
  signal: AbortSignal,
): Promise<ObjectHead | undefined> {
  const sent = { action: 'HeadObject', method: 'HEAD', key, headers: {} } as const;
  try {
    const { headers } = await retry(() => send(bucket, sent, signal), transience, signal);
    const md5 = headers.get('etag')?.replaceAll('"', '') ?? '';
    return { md5, lastModified: headers.get('last-modified') ?? '' };
  } catch (error) {
    // The bucket may be missing, too: putting the object reports that.
    if (error instanceof CloudError && error.status === 404) return undefined;
    throw error;
  }
}
