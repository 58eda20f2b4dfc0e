import { retry } from '../../runtime/retry.ts';
import { CloudError, transience } from '../cloud-error.ts';
import type { Bucket } from './bucket.ts';
import { send } from './send.ts';

/** The MD5 of an object in hexadecimal, in capitals, where it was put whole; nothing where there is no such object. */
export async function headObject(
  bucket: Bucket,
  key: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const sent = { action: 'HeadObject', method: 'HEAD', key, headers: {} } as const;
  try {
    const { headers } = await retry(() => send(bucket, sent, signal), transience, signal);
    return headers.get('etag')?.replaceAll('"', '') ?? '';
  } catch (error) {
    // The bucket may be missing as well, which putting the object tells.
    if (error instanceof CloudError && error.status === 404) return undefined;
    throw error;
  }
}
