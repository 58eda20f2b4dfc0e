import { createHash, createHmac } from 'node:crypto';
import { instant } from '../../runtime/time.ts';
import type { AccessKey } from '../credentials.ts';

export interface Unsigned {
  readonly method: 'HEAD' | 'PUT';
  readonly bucket: string;
  readonly key: string;
  readonly region: string;
  /** Headers, with names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Returns the headers of a signed request. The signature covers the Content-MD5 of the body, not the body itself.
 * Source: OSS "Include signatures in the Authorization header (V4)".
 */
export function signed(
  { method, bucket, key, region, headers }: Unsigned,
  { accessKeyId, accessKeySecret, securityToken }: AccessKey,
  now: number,
): Record<string, string> {
  const stamp = instant(now).replaceAll(/[-:]/g, '');
  const all: Record<string, string> = {
    ...headers,
    'x-oss-content-sha256': 'UNSIGNED-PAYLOAD',
    'x-oss-date': stamp,
    ...(securityToken ? { 'x-oss-security-token': securityToken } : {}),
  };
  const scope = `${stamp.slice(0, 8)}/${region}/oss/aliyun_v4_request`;
  const canonical = [
    method,
    encodedPath(bucket, key),
    '',
    canonicalHeaders(all),
    '',
    'UNSIGNED-PAYLOAD',
  ].join('\n');
  const text = ['OSS4-HMAC-SHA256', stamp, scope, createHash('sha256').update(canonical).digest('hex')].join(
    '\n',
  );
  const signature = createHmac('sha256', signingKey(accessKeySecret, scope)).update(text).digest('hex');
  const authorization = `OSS4-HMAC-SHA256 Credential=${accessKeyId}/${scope},Signature=${signature}`;
  return { ...all, authorization };
}

function signingKey(secret: string, scope: string): Buffer | string {
  return scope
    .split('/')
    .reduce<Buffer | string>(
      (key, part) => createHmac('sha256', key).update(part).digest(),
      `aliyun_v4${secret}`,
    );
}

/** Returns all headers in the form to sign. Each header of these requests is one that OSS signs. */
function canonicalHeaders(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}:${value.trim()}\n`)
    .join('');
}

export const encodedKey = (key: string) => key.split('/').map(encoded).join('/');

const encodedPath = (bucket: string, key: string) => `/${encoded(bucket)}/${encodedKey(key)}`;

/** Encodes a part of a path, by RFC 3986. */
const encoded = (part: string) =>
  encodeURIComponent(part).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
