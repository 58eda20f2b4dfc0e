import { createHmac } from 'node:crypto';
import { addressOf } from '../oss/address.ts';
import { Refusal } from '../refusal.ts';
import type { WireRequest } from '../wire-request.ts';
import type { Claim } from './claim.ts';
import { percentEncode, sha256 } from './encoding.ts';

const algorithm = 'OSS4-HMAC-SHA256';
const shape =
  /^OSS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([a-z0-9-]+)\/oss\/aliyun_v4_request,\s*(?:AdditionalHeaders=([^,\s]*),\s*)?Signature=([0-9a-f]{64})$/;

/**
 * Reads the claim of an `Authorization: OSS4-HMAC-SHA256 …` header. The claim is not proven yet, and has no nonce.
 * Source: OSS "Include signatures in the Authorization header (V4)".
 */
export function oss4Claim(request: WireRequest, authorization: string, regionId: string): Claim {
  const [, accessKeyId, day, region, additional = '', signature] = shape.exec(authorization) ?? [];
  if (accessKeyId === undefined || day === undefined || region === undefined || signature === undefined)
    throw new Refusal(
      400,
      'InvalidArgument',
      `Only a well-formed ${algorithm} is accepted in Authorization.`,
    );
  const stamp = request.headers.get('x-oss-date') ?? '';
  if (!stamp.startsWith(day) || region !== regionId)
    throw new Refusal(403, 'SignatureDoesNotMatch', 'The scope of the signature is not that of the request.');
  const stringToSign = oss4StringToSign(request, { stamp, day, region, additional });
  return {
    accessKeyId,
    securityToken: request.headers.get('x-oss-security-token'),
    date: stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
    nonce: undefined,
    signature,
    stringToSign,
    expected: (secret) => oss4Signature(secret, day, region, stringToSign),
  };
}

interface Scope {
  readonly stamp: string;
  readonly day: string;
  readonly region: string;
  readonly additional: string;
}

function oss4StringToSign(request: WireRequest, { stamp, day, region, additional }: Scope): string {
  const canonical = [
    request.method,
    canonicalPath(request),
    [...request.query]
      .map(([name, value]) => `${percentEncode(name)}${value === '' ? '' : `=${percentEncode(value)}`}`)
      .sort()
      .join('&'),
    canonicalHeaders(request, additional.split(';')),
    additional,
    request.headers.get('x-oss-content-sha256') ?? 'UNSIGNED-PAYLOAD',
  ].join('\n');
  return [algorithm, stamp, `${day}/${region}/oss/aliyun_v4_request`, sha256(canonical)].join('\n');
}

function oss4Signature(secret: string, day: string, region: string, stringToSign: string): string {
  const key = [day, region, 'oss', 'aliyun_v4_request'].reduce<Buffer | string>(
    (made, part) => createHmac('sha256', made).update(part).digest(),
    `aliyun_v4${secret}`,
  );
  return createHmac('sha256', key).update(stringToSign).digest('hex');
}

/**
 * Returns the path with the bucket, wherever the request names the bucket. It is encoded by the rule, however the
 * client has encoded it.
 */
function canonicalPath(request: WireRequest): string {
  const { bucket, key } = addressOf(request);
  if (bucket === '') return '/';
  return `/${percentEncode(bucket)}/${key.split('/').map(percentEncode).join('/')}`;
}

function canonicalHeaders({ headers }: WireRequest, additional: readonly string[]): string {
  return [...headers]
    .filter(
      ([name]) =>
        name === 'content-type' ||
        name === 'content-md5' ||
        name.startsWith('x-oss-') ||
        additional.includes(name),
    )
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `${name}:${value.trim()}\n`)
    .join('');
}
