import { CloudError, reasonOf } from '../../alibaba/cloud-error.ts';
import {
  AccountMissing,
  Busy,
  NoRoom,
  PasswordRejected,
  PrivilegeMissing,
  type RotationError,
  SecretMalformed,
  ServiceError,
  StrangerInPlace,
  Unreachable,
} from '../../engine/rotation/errors.ts';
import type { SecretId } from '../../engine/rotation/store.ts';

/** The subject of a call to RDS. */
export interface Asked {
  readonly secret: SecretId;
  readonly instance: string;
  readonly account: string;
  /** The operation, such as `ResetAccountPassword`. */
  readonly operation: string;
}

/** Codes of an instance that is being changed, restarted or moved. It takes the call later. */
const changing =
  /^(IncorrectDBInstanceState|InvalidDBInstanceState|OperationDenied\.DBInstanceStatus|InvalidDBInstanceStatus|InvalideStatus|DbRestoring|GeneralIns\.|Database\.ConnectError)/;

/** Codes of an account that an earlier change still keeps busy. */
const accountBusy = /^(IncorrectAccountStatus|OperationDenied\.AccountStatus)/;

/** Whether an earlier change of the account has to end before this one is taken. */
export function isAccountBusy(error: unknown): boolean {
  return error instanceof CloudError && accountBusy.test(error.code);
}

/** Codes of an account that is not there. Which of them an operation answers with is not documented for each. */
const missing = /^(InvalidAccountName\.NotFound|Abs\.InvalidAccount\.NotFound)/;

/** Whether the instance has no such account. */
export function isMissing(error: unknown): boolean {
  return error instanceof CloudError && missing.test(error.code);
}

/** Translates a caught error of a call into the error that it means for a rotation. Returns a bug unchanged. */
export function rdsError(error: unknown, asked: Asked): unknown {
  return error instanceof CloudError ? translate(error, asked) : error;
}

/** Translates an error of the cloud by its code. Source: the error codes of each operation of RDS 2014-08-15. */
function translate(error: CloudError, { secret, instance, account, operation }: Asked): RotationError {
  const { code } = error;
  if (error.throttled) return new Busy('RDS', 'it throttles this account', error);
  if (changing.test(code))
    return new Busy(`the RDS instance ${instance}`, `it is being changed (${code})`, error);
  if (accountBusy.test(code)) return new Busy(account, 'RDS has not finished an earlier change of it', error);
  if (/^InvalidDBInstance(Id|Name)\.NotFound/.test(code))
    return new SecretMalformed(secret, [
      `DBInstanceId: ${instance} is no instance of this account and region`,
    ]);
  if (/^InvalidAccountName\.Duplicate/.test(code))
    return new StrangerInPlace(
      secret,
      `an account ${account}`,
      'Name another one in the tag rotation:second-account',
    );
  if (missing.test(code)) return new AccountMissing(account, secret);
  if (/^(InvalidAccountPassword|Account\.UpdateError)/.test(code))
    return new PasswordRejected(account, `RDS answered with ${code}`, error);
  if (/^AccountLimitExceeded/.test(code))
    return new NoRoom(
      account,
      `the RDS instance ${instance} has as many accounts as it may have`,
      'Delete one',
    );
  if (error.denial || /NoPermission|^Forbidden|AccessDenied/.test(code))
    return new PrivilegeMissing(
      error.denial?.principal ?? 'the role of this function',
      `call rds:${operation} for ${instance}`,
      `allow ${error.denial?.action ?? `rds:${operation}`} on acs:rds:*:*:dbinstance/${instance} in RAM`,
      error,
    );
  if (error.unaccepted === undefined && error.refused)
    return new ServiceError(`${code} to ${operation}`, 'RDS', { cause: error });
  // A refused call has changed nothing. After any other failure, that is unknown.
  return new Unreachable('RDS', reasonOf(error), {
    cause: error,
    aftermath: error.refused ? 'untouched' : 'unknown',
  });
}
