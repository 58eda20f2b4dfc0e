import { Refusal } from '../refusal.ts';
import type { WireRequest } from '../wire-request.ts';

interface Address {
  /** Name of the bucket; empty if the request names none. */
  readonly bucket: string;
  readonly key: string;
}

/**
 * The host name in `https://bucket.oss-region.aliyuncs.com/key`. A request may carry it whichever address it is sent
 * to.
 */
const named = /^([^.]+)\.oss-[a-z0-9-]+\.aliyuncs\.com$/;

/** Returns the bucket and the key. The bucket is in the host name or, if that is not a name of OSS, in the path. */
export function addressOf({ headers, path }: WireRequest): Address {
  const [, bucket] = named.exec(headers.get('host') ?? '') ?? [];
  if (bucket !== undefined) return { bucket, key: decoded(path.slice(1)) };
  const [, first = '', rest = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  return { bucket: decoded(first), key: decoded(rest) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new Refusal(400, 'InvalidURI', 'The URI cannot be parsed.');
  }
}
