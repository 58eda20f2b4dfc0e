import { Refusal } from '../refusal.ts';
import type { Switches } from '../switches.ts';

/** Returns a refusal. The pages of the operations list the codes of this file and their status, if not said otherwise. */
export const incorrectInstanceState = () =>
  new Refusal(
    403,
    'IncorrectDBInstanceState',
    'The instance is in a state that does not support this operation.',
  );

export const incorrectLockMode = () =>
  new Refusal(404, 'IncorrectDBInstanceLockMode', 'The instance is locked.');

export const incorrectAccountStatus = () =>
  new Refusal(400, 'IncorrectAccountStatus', 'Another change of this account is under way.');

export const incorrectAccountType = () =>
  new Refusal(403, 'IncorrectAccountType', 'An account of this type does not support this operation.');

export const duplicateAccount = () =>
  new Refusal(400, 'InvalidAccountName.Duplicate', 'The instance has an account of that name.');

export const accountLimitExceeded = () =>
  new Refusal(403, 'AccountLimitExceeded', 'The instance has as many accounts of this type as it may have.');

/** Returns the refusal of a name. The page of CreateAccount lists `Forbid` only; `Format` is from older pages. */
export const invalidAccountName = (kind: 'Format' | 'Forbid', why: string) =>
  new Refusal(400, `InvalidAccountName.${kind}`, `The name of the account is not valid: ${why}.`);

export const malformedPrivilege = () =>
  new Refusal(400, 'InvalidAccountPrivilege.Malformed', 'The engine of the instance has no such privilege.');

export const unmatchedPrivileges = () =>
  new Refusal(
    400,
    'InvalidDBNameOrAccountPrivilege',
    'Each database needs one privilege, and no other has one.',
  );

/** Returns the refusal for a database that does not exist. The code is from the page of another operation of RDS. */
export const missingDatabase = () =>
  new Refusal(400, 'InvalidDBName.NotFound', 'The instance has no database of that name.');

export const connectError = () =>
  new Refusal(
    400,
    'Database.ConnectError',
    'The server of the instance cannot be reached, or rejects its admin.',
  );

/** Returns the refusal of a change that the server itself has rejected. */
export const changeFailed = (change: 'Add' | 'Update' | 'Delete') =>
  new Refusal(
    400,
    `Account.${change}Error`,
    'The server of the instance rejects this change of the account.',
  );

/** Returns the refusal for an unknown account. The pages of RDS list both codes. */
export const missingAccount = ({ rdsMissingAccount: code }: Switches) =>
  new Refusal(code === 'InvalidAccountName.NotFound' ? 404 : 400, code, 'The instance has no such account.');

/** Returns the refusal for an unknown instance. The pages of RDS list both codes. */
export const missingInstance = ({ rdsMissingInstance: code }: Switches) =>
  new Refusal(code === 'InvalidDBInstanceName.NotFound' ? 404 : 400, code, 'There is no such instance.');
