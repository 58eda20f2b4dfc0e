import { createHmac } from 'node:crypto';
import { Refusal } from '../refusal.ts';
import type { WireRequest } from '../wire-request.ts';
import type { Claim } from './claim.ts';
import { canonicalQuery, sha256 } from './encoding.ts';

const algorithm = 'ACS3-HMAC-SHA256';
const shape =
  /^ACS3-HMAC-SHA256 Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/;
const tokenHeader = 'x-acs-security-token';
const mustBeSigned = [
  'host',
  'x-acs-action',
  'x-acs-version',
  'x-acs-date',
  'x-acs-signature-nonce',
  'x-acs-content-sha256',
];

/** Reads the claim of an `Authorization: ACS3-HMAC-SHA256 …` header. The claim is not proven yet. */
export function acs3Claim(request: WireRequest, authorization: string): Claim {
  const [, accessKeyId, signedHeaders, signature] = shape.exec(authorization) ?? [];
  if (accessKeyId === undefined || signedHeaders === undefined || signature === undefined)
    throw malformed(authorization);
  const signed = signedHeaders.split(';');
  const unsigned = needed(request).filter((name) => !signed.includes(name));
  if (unsigned.length > 0)
    throw new Refusal(400, 'IncompleteSignature', `The signature does not cover ${unsigned.join(', ')}.`);
  // Without this check, a body could be replaced under a signature that covers only the hash of the old body.
  if (request.headers.get('x-acs-content-sha256') !== sha256(request.body))
    throw new Refusal(400, 'SignatureDoesNotMatch', 'x-acs-content-sha256 is not the hash of the body.');
  const stringToSign = acs3StringToSign(request, signed);
  return {
    accessKeyId,
    securityToken: request.headers.get(tokenHeader),
    date: request.headers.get('x-acs-date') ?? '',
    nonce: request.headers.get('x-acs-signature-nonce') ?? '',
    signature,
    stringToSign,
    expected: (secret) => acs3Signature(secret, stringToSign),
  };
}

function needed(request: WireRequest): string[] {
  // The type of a body must be signed, because it decides how the body is read.
  const withBody = request.body.length > 0 ? [...mustBeSigned, 'content-type'] : mustBeSigned;
  return request.headers.has(tokenHeader) ? [...withBody, tokenHeader] : withBody;
}

export function acs3Signature(secret: string, stringToSign: string): string {
  return createHmac('sha256', secret).update(stringToSign).digest('hex');
}

export function acs3StringToSign(request: WireRequest, signed: readonly string[]): string {
  const headers = signed.map((name) => `${name}:${request.headers.get(name)?.trim() ?? ''}\n`);
  const canonical = [
    request.method,
    request.path,
    canonicalQuery(request.query),
    headers.join(''),
    signed.join(';'),
    request.headers.get('x-acs-content-sha256') ?? '',
  ];
  return `${algorithm}\n${sha256(canonical.join('\n'))}`;
}

function malformed(authorization: string): Refusal {
  if (!authorization.startsWith(`${algorithm} `))
    return new Refusal(400, 'InvalidSignatureMethod', `Only ${algorithm} is accepted in Authorization.`);
  return new Refusal(400, 'IncompleteSignature', 'The Authorization header is malformed.');
}
