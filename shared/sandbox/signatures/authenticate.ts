import type { Clock } from '../../runtime/clock.ts';
import { minute } from '../../runtime/time.ts';
import type { AccessKey } from '../identity.ts';
import { Refusal } from '../refusal.ts';
import type { WireRequest } from '../wire-request.ts';
import { acs3Claim } from './acs3.ts';
import type { Claim } from './claim.ts';
import { sameText } from './encoding.ts';
import type { Nonces } from './nonces.ts';
import { oss4Claim } from './oss4.ts';
import { rpcClaim } from './rpc.ts';
import { SignatureMismatch } from './signature-mismatch.ts';

export interface Gatekeeper {
  readonly clock: Clock;
  readonly nonces: Nonces;
  readonly regionId: string;
  /** Finds the key. Throws a Refusal if the token does not belong to the key. */
  findAccessKey(accessKeyId: string, securityToken: string | undefined): AccessKey | undefined;
}

const skew = 15 * minute;

/**
 * Returns the key that signed a request. Checks in this order: form of the signature, token, known key, active key,
 * date, signature, nonce. The nonce is last, so that nobody can use up the nonces of a key without its secret.
 */
export function authenticate(gatekeeper: Gatekeeper, request: WireRequest): AccessKey {
  const claim = claimOf(gatekeeper, request);
  const key = gatekeeper.findAccessKey(claim.accessKeyId, claim.securityToken);
  if (key === undefined)
    throw new Refusal(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.');
  if (key.status === 'Inactive')
    throw new Refusal(400, 'InvalidAccessKeyId.Inactive', 'Specified access key is disabled.');
  const date = readDate(claim.date);
  const now = gatekeeper.clock.now();
  if (Math.abs(now - date) > skew)
    throw new Refusal(400, 'InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.');
  if (!sameText(claim.expected(key.accessKeySecret), claim.signature))
    throw new SignatureMismatch(claim.stringToSign);
  refuseReplay(gatekeeper, claim, date + skew);
  return key;
}

function claimOf({ regionId }: Gatekeeper, request: WireRequest): Claim {
  const authorization = request.headers.get('authorization');
  if (authorization === undefined) return rpcClaim(request);
  if (authorization.startsWith('OSS')) return oss4Claim(request, authorization, regionId);
  return acs3Claim(request, authorization);
}

function readDate(text: string): number {
  const date = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(date)) return date;
  throw new Refusal(
    400,
    'InvalidTimeStamp.Format',
    'Specified time stamp or date value is not well formatted.',
  );
}

function refuseReplay({ nonces, clock }: Gatekeeper, claim: Claim, until: number): void {
  if (claim.nonce === undefined) return;
  if (claim.nonce === '')
    throw new Refusal(400, 'MissingSignatureNonce', 'SignatureNonce is mandatory for this action.');
  if (!nonces.add(`${claim.accessKeyId} ${claim.nonce}`, clock.now(), until))
    throw new Refusal(400, 'SignatureNonceUsed', 'Specified signature nonce was used already.');
}
