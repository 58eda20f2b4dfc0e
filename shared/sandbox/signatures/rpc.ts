import { createHmac } from 'node:crypto';
import { Refusal } from '../refusal.ts';
import { parametersOf, type WireRequest } from '../wire-request.ts';
import type { Claim } from './claim.ts';
import { canonicalQuery, percentEncode } from './encoding.ts';

/** Reads the claim of the older signature, which is carried in the parameters. The claim is not proven yet. */
export function rpcClaim(request: WireRequest): Claim {
  const parameters = parametersOf(request);
  const required = (name: string) => {
    const value = parameters.get(name);
    if (value) return value;
    throw new Refusal(400, `Missing${name}`, `${name} is mandatory for this action.`);
  };
  const accessKeyId = required('AccessKeyId');
  const signature = required('Signature');
  if (required('SignatureMethod') !== 'HMAC-SHA1')
    throw new Refusal(400, 'InvalidSignatureMethod', 'SignatureMethod must be HMAC-SHA1.');
  if (required('SignatureVersion') !== '1.0')
    throw new Refusal(400, 'IncompleteSignature', 'SignatureVersion must be 1.0.');
  const stringToSign = rpcStringToSign(request.method, parameters);
  return {
    accessKeyId,
    securityToken: parameters.get('SecurityToken'),
    date: required('Timestamp'),
    // The old KMS documentation signs without a nonce. In that case the signature itself may be used once.
    nonce: parameters.get('SignatureNonce') ?? signature,
    signature,
    stringToSign,
    expected: (secret) => rpcSignature(secret, stringToSign),
  };
}

export function rpcSignature(secret: string, stringToSign: string): string {
  return createHmac('sha1', `${secret}&`).update(stringToSign).digest('base64');
}

export function rpcStringToSign(method: string, parameters: ReadonlyMap<string, string>): string {
  const signed = new Map(parameters);
  signed.delete('Signature');
  return `${method}&${percentEncode('/')}&${percentEncode(canonicalQuery(signed))}`;
}
