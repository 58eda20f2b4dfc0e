import { retry } from '../../runtime/retry.ts';
import { CloudError, transience } from '../cloud-error.ts';
import type { Bucket } from './bucket.ts';
import { send } from './send.ts';

export interface ObjectHead {
  /** In hexadecimal, in capitals, where it was put whole. */
  readonly md5: string;
  /** As OSS writes it, which sets it with every write. */
  readonly lastModified: string;
}

/** What OSS says of an object; nothing where there is no such one. */
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
    // The bucket may be missing as well, which putting the object tells.
    if (error instanceof CloudError && error.status === 404) return undefined;
    throw error;
  }
}
