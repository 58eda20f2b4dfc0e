import { createHash } from 'node:crypto';
import { retry } from '../../runtime/retry.ts';
import { CloudError, transience } from '../cloud-error.ts';
import type { Bucket } from './bucket.ts';
import { send } from './send.ts';

/** Uploads an object and never overwrites one. It is idempotent: a repeat leaves the same object. */
export async function putObject(
  bucket: Bucket,
  key: string,
  body: Uint8Array<ArrayBuffer>,
  signal: AbortSignal,
): Promise<void> {
  const headers = {
    'content-type': 'application/zip',
    'content-md5': createHash('md5').update(body).digest('base64'),
    'x-oss-forbid-overwrite': 'true',
  };
  const sent = { action: 'PutObject', method: 'PUT', key, headers, body } as const;
  try {
    await retry(() => send(bucket, sent, signal), transience, signal);
  } catch (error) {
    if (error instanceof CloudError && error.code === 'FileAlreadyExists') return;
    throw error;
  }
}
