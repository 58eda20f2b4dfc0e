import { CloudError, reasonOf } from '../../shared/alibaba/cloud-error.ts';
import {
  AccountMissing,
  Busy,
  PlaceTaken,
  PrivilegeMissing,
  type RotationError,
  Unreachable,
} from '../../shared/engine/rotation/errors.ts';
import type { SecretId } from '../../shared/engine/rotation/store.ts';

/** The subject of a call to RAM or STS. */
export interface Asked {
  readonly secret: SecretId;
  readonly user: string;
  /** The RAM action. */
  readonly action: string;
}

/** Translates a caught error of a call into the error that it means for a rotation. Returns a bug unchanged. */
export function ramError(error: unknown, asked: Asked): unknown {
  return error instanceof CloudError ? translate(error, asked) : error;
}

/** Translates an error of the cloud by its code. Source of the codes: RAM "Error messages". */
function translate(error: CloudError, { secret, user, action }: Asked): RotationError {
  const service = action.startsWith('sts:') ? 'STS' : 'RAM';
  if (error.code === 'EntityNotExist.User') return new AccountMissing(user, secret);
  if (error.code === 'LimitExceeded.User.AccessKey')
    return new PlaceTaken(user, 'RAM allows a user two keys, and the second was made a moment ago', error);
  if (error.throttled) return new Busy(service, 'it throttles this account', error);
  if (error.status === 403 || /NoPermission/.test(error.code))
    return new PrivilegeMissing(
      error.denial?.principal ?? 'the role of this function',
      `call ${action} for ${user}`,
      `allow ${error.denial?.action ?? action} on acs:ram:*:*:user/${user} in RAM`,
      error,
    );
  const why = reasonOf(error);
  // A refused call has changed nothing. After any other failure, that is unknown.
  return new Unreachable(service, why, { cause: error, aftermath: error.refused ? 'untouched' : 'unknown' });
}
