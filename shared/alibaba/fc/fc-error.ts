import { Busy, PrivilegeMissing, Unreachable } from '../../engine/rotation/errors.ts';
import { CloudError } from '../cloud-error.ts';

/** Translates a failed call of Function Compute for its caller; used in a catch. Returns a bug unchanged. */
export function fcError(error: unknown, name: string): unknown {
  if (!(error instanceof CloudError)) return error;
  if (error.throttled) return new Busy('Function Compute', 'it throttles this account', error);
  if (error.status === 403)
    return new PrivilegeMissing(
      error.denial?.principal ?? 'the caller',
      `invoke the function ${name}`,
      `allow fc:InvokeFunction on acs:fc:*:*:functions/${name} in RAM`,
      error,
    );
  const why = error.status === 404 ? 'it does not exist in this account and region' : error.code;
  return new Unreachable(`the function ${name}`, why, { cause: error });
}
