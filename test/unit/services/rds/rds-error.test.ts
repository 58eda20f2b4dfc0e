import { describe, expect, it } from 'vitest';
import { CloudError, timeIsUp } from '../../../../shared/alibaba/cloud-error.ts';
import { SecretId } from '../../../../shared/engine/rotation/store.ts';
import { isAccountBusy, isMissing, rdsError } from '../../../../shared/services/rds/rds-error.ts';

const asked = {
  secret: SecretId.parse('shop/app'),
  instance: 'rm-shop',
  account: 'app',
  operation: 'ResetAccountPassword',
};
const answered = (code: string, status?: number) =>
  new CloudError('ResetAccountPassword', { code, ...(status === undefined ? {} : { status }) });

describe('an answer of RDS', () => {
  it.each([
    ['IncorrectDBInstanceState', 403, 'busy', 'untouched'],
    ['OperationDenied.DBInstanceStatus', 403, 'busy', 'untouched'],
    ['GeneralIns.Switching', 400, 'busy', 'untouched'],
    ['DbRestoring', 400, 'busy', 'untouched'],
    ['IncorrectAccountStatus', 400, 'busy', 'untouched'],
    ['Throttling.User', 400, 'busy', 'untouched'],
    ['InvalidDBInstanceId.NotFound', 400, 'secret-malformed', 'untouched'],
    ['InvalidDBInstanceName.NotFound', 404, 'secret-malformed', 'untouched'],
    ['InvalidAccountName.NotFound', 404, 'refused', 'untouched'],
    ['InvalidAccountName.Duplicate', 400, 'stranger-in-place', 'untouched'],
    ['InvalidAccountPassword.Format', 400, 'password-rejected', 'untouched'],
    ['Account.UpdateError', 400, 'password-rejected', 'untouched'],
    ['AccountLimitExceeded', 403, 'no-room', 'untouched'],
    ['Forbidden.RAM', 403, 'privilege-missing', 'untouched'],
    ['NoPermission', 403, 'privilege-missing', 'untouched'],
    ['IncorrectDBInstanceLockMode', 403, 'service-error', 'untouched'],
    ['NobodyKnows', 400, 'service-error', 'untouched'],
    ['SignatureDoesNotMatch', 400, 'unreachable', 'untouched'],
    ['InternalFailure', 500, 'unreachable', 'unknown'],
    ['Timeout', undefined, 'unreachable', 'unknown'],
    [timeIsUp, undefined, 'unreachable', 'unknown'],
  ])('%s with status %s is %s, and leaves the account %s', (code, status, ours, aftermath) => {
    expect(rdsError(answered(code, status), asked)).toMatchObject({ code: ours, aftermath });
  });

  it('names the right that is missing, and the instance', () => {
    expect(String(rdsError(answered('Forbidden.RAM', 403), asked))).toContain(
      'allow rds:ResetAccountPassword on acs:rds:*:*:dbinstance/rm-shop',
    );
  });

  it('that an account is missing or busy is told from all others', () => {
    expect(isMissing(answered('Abs.InvalidAccount.NotFound', 400))).toBe(true);
    expect(isMissing(answered('InvalidDBInstanceId.NotFound', 400))).toBe(false);
    expect(isAccountBusy(answered('IncorrectAccountStatus', 400))).toBe(true);
    expect(isAccountBusy(answered('IncorrectAccountType', 403))).toBe(false);
  });

  it('is no mask for a bug', () => {
    const bug = new TypeError('undefined is not a function');
    expect(rdsError(bug, asked)).toBe(bug);
  });
});
