import * as z from 'zod';

const Milliseconds = z.int().min(0).max(86_400_000);

/**
 * Questions that the documentation of KMS, RAM, STS, FC and RDS leaves open, each with what it decides. The product must be
 * right under every value.
 */
export const Switches = z.strictObject({
  previousFollowsCurrent: z
    .boolean()
    .describe('whether the version that loses ACSCurrent in UpdateSecretVersionStage gets ACSPrevious'),
  removeFromMismatch: z
    .enum(['reject', 'move', 'stay'])
    .describe(
      'UpdateSecretVersionStage when RemoveFromVersion does not carry the stage: an error, the move all the same, or success and no move',
    ),
  previousOntoCurrent: z
    .enum(['allow', 'reject'])
    .describe('moving ACSPrevious onto the version that carries ACSCurrent'),
  putConflict: z
    .enum(['Rejected.ResourceExist', 'InvalidParameter'])
    .describe('PutSecretValue of a version id that holds another value'),
  repeatedPutMovesStages: z
    .boolean()
    .describe('whether PutSecretValue of a stored value moves the stages it names once more'),
  dataTypeIsPartOfValue: z
    .boolean()
    .describe('whether the same bytes under another SecretDataType are another value'),
  missingVersion: z
    .enum(['Forbidden.ResourceNotFound', 'InvalidParameter'])
    .describe('GetSecretValue of a version or a stage that does not exist'),
  readInDeletionWindow: z
    .enum(['Rejected.ResourceInDeleteWindow', 'Rejected.ResourceInDeletion', 'Forbidden.ResourceNotFound'])
    .describe('GetSecretValue of a secret in its deletion window'),
  versionOrder: z.enum(['oldest-first', 'newest-first']).describe('the order of ListSecretVersionIds'),
  maxTags: z
    .literal([10, 20])
    .describe('how many tags a secret may have after TagResource; CreateSecret takes 20'),
  tagAlphabet: z
    .enum(['documented', 'any'])
    .describe('the marks that keys and values of tags may have: those of the documentation, or any'),
  nameFilter: z
    .enum(['prefix', 'substring', 'exact'])
    .describe('how ListSecrets compares a value of its filter SecretName'),
  mostFoundByTag: z.int().min(1).describe('how many secrets ListSecrets finds by a tag at most'),
  totalBeyondMost: z
    .enum(['found', 'all'])
    .describe('the TotalCount of such a listing: what it finds at most, or all that carry the tag'),
  arnForName: z
    .enum(['accept', 'reject'])
    .describe('an ARN in an operation whose page speaks of a name only'),
  defaultKey: z
    .enum(['absent', 'acs/secretsmanager'])
    .describe('the EncryptionKeyId that DescribeSecret answers for a secret made without a key'),
  requireEachTypeByDefault: z.boolean().describe('GetRandomPassword without RequireEachIncludedType'),
  accessKeySpread: Milliseconds.describe(
    'milliseconds until a key that CreateAccessKey made is known to the gateway',
  ),
  deleteActiveKey: z
    .enum(['allow', 'reject'])
    .describe('DeleteAccessKey of a key that was not disabled before'),
  lastUsedLag: Milliseconds.describe('milliseconds by which GetAccessKeyLastUsed trails'),
  neverUsed: z
    .enum(['absent', 'empty'])
    .describe('GetAccessKeyLastUsed of a key that was never used: no date, or an empty one'),
  repeatedTaskId: z
    .enum(['AsyncTaskAlreadyExists', 'run-again'])
    .describe('InvokeFunction with the id of a task that was started before'),
  asyncRetryDelay: Milliseconds.describe(
    'milliseconds between two attempts of an asynchronous invocation that fails',
  ),
  expiredToken: z
    .enum(['InvalidSecurityToken.Expired', 'InvalidAccessKeyId.NotFound'])
    .describe('a request whose security token is out of date'),
  rdsSqlAccounts: z
    .enum(['hidden', 'listed'])
    .describe('whether DescribeAccounts lists an account that SQL has made'),
  rdsResetOfSqlAccount: z
    .enum(['allow', 'InvalidAccountName.NotFound', 'IncorrectAccountType'])
    .describe('ResetAccountPassword of an account of PostgreSQL that SQL has made: success, or an error'),
  rdsResetSecondPassword: z
    .enum(['keep', 'discard'])
    .describe('the second password that MySQL keeps for an account, after ResetAccountPassword'),
  rdsResetSessions: z
    .enum(['keep', 'end'])
    .describe('the open sessions of an account, after ResetAccountPassword'),
  rdsChangeDelay: Milliseconds.describe('milliseconds until a change of an RDS account takes effect'),
  rdsStatusDuringChange: z
    .enum(['Available', 'Unavailable'])
    .describe('the status that DescribeAccounts answers for an account while a change of it is under way'),
  rdsMissingAccount: z
    .enum(['InvalidAccountName.NotFound', 'Abs.InvalidAccount.NotFound'])
    .describe('an operation of RDS on an account that does not exist'),
  rdsDescribeMissing: z
    .enum(['empty', 'refused'])
    .describe('DescribeAccounts of an account that does not exist: an empty list, or an error'),
  rdsMissingInstance: z
    .enum(['InvalidDBInstanceName.NotFound', 'InvalidDBInstanceId.NotFound'])
    .describe('an operation on an RDS instance that does not exist'),
  requestBody: z
    .enum(['read', 'ignored'])
    .describe(
      'whether parameters in the body of an RPC call are read, or only those that official clients have there',
    ),
});
export type Switches = Readonly<z.output<typeof Switches>>;

/**
 * The default switches. Every value is the behaviour that is hardest for a careful client, or the only one that a
 * source suggests.
 */
export const defaultSwitches: Switches = {
  previousFollowsCurrent: false,
  removeFromMismatch: 'reject',
  previousOntoCurrent: 'reject',
  putConflict: 'Rejected.ResourceExist',
  repeatedPutMovesStages: false,
  dataTypeIsPartOfValue: true,
  missingVersion: 'Forbidden.ResourceNotFound',
  readInDeletionWindow: 'Rejected.ResourceInDeleteWindow',
  versionOrder: 'newest-first',
  maxTags: 10,
  tagAlphabet: 'documented',
  nameFilter: 'prefix',
  mostFoundByTag: 4_000,
  totalBeyondMost: 'found',
  arnForName: 'reject',
  defaultKey: 'absent',
  requireEachTypeByDefault: true,
  // This value is not the hardest. A default that makes every test wait would be switched off everywhere.
  accessKeySpread: 0,
  deleteActiveKey: 'reject',
  lastUsedLag: 0,
  neverUsed: 'absent',
  repeatedTaskId: 'AsyncTaskAlreadyExists',
  asyncRetryDelay: 1_000,
  expiredToken: 'InvalidSecurityToken.Expired',
  rdsSqlAccounts: 'hidden',
  rdsResetOfSqlAccount: 'InvalidAccountName.NotFound',
  rdsResetSecondPassword: 'keep',
  rdsResetSessions: 'keep',
  // This value is not the hardest either, for the same reason.
  rdsChangeDelay: 0,
  rdsStatusDuringChange: 'Available',
  rdsMissingAccount: 'InvalidAccountName.NotFound',
  rdsDescribeMissing: 'empty',
  rdsMissingInstance: 'InvalidDBInstanceName.NotFound',
  requestBody: 'read',
};
