import { Refusal } from '../refusal.ts';
import type { WireRequest } from '../wire-request.ts';

interface Address {
  /** Empty where none is named. */
  readonly bucket: string;
  readonly key: string;
}

/** As `https://bucket.oss-region.aliyuncs.com/key` is asked for, whichever address it is sent to. */
const named = /^([^.]+)\.oss-[a-z0-9-]+\.aliyuncs\.com$/;

/** The bucket stands in the name of the host, or, where the host has none of OSS, in the path. */
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
