import { Refusal } from '../refusal.ts';

/** Returns a refusal. The codes in this file are those of OSS "Error responses". */
export const noSuchBucket = () => new Refusal(404, 'NoSuchBucket', 'The specified bucket does not exist.');

export const noSuchKey = () => new Refusal(404, 'NoSuchKey', 'The specified key does not exist.');

export const bucketAlreadyExists = () =>
  new Refusal(409, 'BucketAlreadyExists', 'The requested bucket name is not available.');

export const bucketNotEmpty = () =>
  new Refusal(409, 'BucketNotEmpty', 'The bucket has objects. Please delete them first.');

export const fileAlreadyExists = () =>
  new Refusal(
    409,
    'FileAlreadyExists',
    'The object you specified already exists and can not be overwritten.',
  );

export const invalidDigest = () =>
  new Refusal(400, 'InvalidDigest', 'The Content-MD5 you specified did not match what was received.');

/** Codes of the gateway of all other services, each with the status and the code that OSS uses instead. */
const known = new Map<string, readonly [status: number, code: string]>([
  ['InvalidAccessKeyId.NotFound', [403, 'InvalidAccessKeyId']],
  ['InvalidAccessKeyId.Inactive', [403, 'InvalidAccessKeyId']],
  ['SignatureDoesNotMatch', [403, 'SignatureDoesNotMatch']],
  ['InvalidTimeStamp.Expired', [403, 'RequestTimeTooSkewed']],
  ['InvalidTimeStamp.Format', [403, 'AccessDenied']],
  ['MissingSecurityToken', [403, 'InvalidSecurityToken']],
  ['InvalidSecurityToken.Malformed', [403, 'InvalidSecurityToken']],
  ['InvalidSecurityToken.MismatchWithAccessKey', [403, 'InvalidSecurityToken']],
  ['InvalidSecurityToken.Expired', [403, 'SecurityTokenExpired']],
  ['MissingParameter', [400, 'InvalidArgument']],
  ['InvalidParameter', [400, 'InvalidArgument']],
  ['Rejected.Throttling', [503, 'DownloadTrafficRateLimitExceeded']],
  ['InternalFailure', [500, 'InternalError']],
  ['ServiceUnavailableTemporary', [503, 'ServiceUnavailable']],
]);

export function inItsWords({ status, code, message }: Refusal): Refusal {
  const [itsStatus, itsCode] = known.get(code) ?? [status, code];
  return new Refusal(itsStatus, itsCode, message);
}
