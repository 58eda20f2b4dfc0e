/**
 * What the documentation of KMS, RAM, STS and FC leaves open. Each default is the reading that a careful client finds hardest, or
 * the only one a source hints at; the product must be right under every value.
 */
export interface Switches {
  /** Whether the version that loses `ACSCurrent` in UpdateSecretVersionStage gets `ACSPrevious`. */
  readonly previousFollowsCurrent: boolean;
  /** UpdateSecretVersionStage, when `RemoveFromVersion` does not carry the stage. */
  readonly removeFromMismatch: 'error' | 'ignore';
  /** Whether `ACSPrevious` may be moved onto the version that carries `ACSCurrent`. */
  readonly previousOntoCurrent: 'allow' | 'reject';
  /** PutSecretValue of a version id that holds another value. */
  readonly putConflict: 'Rejected.ResourceExist' | 'InvalidParameter';
  /** Whether PutSecretValue that repeats a stored value moves the stages it names once more. */
  readonly repeatedPutMovesStages: boolean;
  /** Whether the same bytes under another `SecretDataType` are another value. */
  readonly dataTypeIsPartOfValue: boolean;
  /** GetSecretValue of a version or a stage that does not exist. */
  readonly missingVersion: 'Forbidden.ResourceNotFound' | 'InvalidParameter';
  /** GetSecretValue of a secret in its deletion window. */
  readonly readInDeletionWindow:
    | 'Rejected.ResourceInDeleteWindow'
    | 'Rejected.ResourceInDeletion'
    | 'Forbidden.ResourceNotFound';
  /** The order of ListSecretVersionIds. */
  readonly versionOrder: 'oldest-first' | 'newest-first';
  /** The two documented limits: TagResource says 10 for each secret, CreateSecret says 20. */
  readonly maxTags: 10 | 20;
  /** How a value of the filter `SecretName` of ListSecrets is compared. */
  readonly nameFilter: 'prefix' | 'substring' | 'exact';
  /** Operations whose page speaks of a name only: whether they take an ARN all the same. */
  readonly arnForName: 'accept' | 'reject';
  /** GetRandomPassword without `RequireEachIncludedType`. */
  readonly requireEachTypeByDefault: boolean;
  /** Milliseconds until a key that CreateAccessKey made is known to the gateway. */
  readonly accessKeySpread: number;
  /** DeleteAccessKey of a key that was not disabled before. */
  readonly deleteActiveKey: 'allow' | 'reject';
  /** Milliseconds by which GetAccessKeyLastUsed trails. */
  readonly lastUsedLag: number;
  /** GetAccessKeyLastUsed of a key that was never used: no date, or an empty one. */
  readonly neverUsed: 'absent' | 'empty';
  /** InvokeFunction with the id of a task that was started before. */
  readonly repeatedTaskId: 'AsyncTaskAlreadyExists' | 'run-again';
  /** Milliseconds between two attempts of an asynchronous invocation that fails. */
  readonly asyncRetryDelay: number;
  /** A request whose security token is out of date. */
  readonly expiredToken: 'InvalidSecurityToken.Expired' | 'InvalidAccessKeyId.NotFound';
}

export const defaultSwitches: Switches = {
  previousFollowsCurrent: false,
  removeFromMismatch: 'error',
  previousOntoCurrent: 'reject',
  putConflict: 'Rejected.ResourceExist',
  repeatedPutMovesStages: false,
  dataTypeIsPartOfValue: true,
  missingVersion: 'Forbidden.ResourceNotFound',
  readInDeletionWindow: 'Rejected.ResourceInDeleteWindow',
  versionOrder: 'newest-first',
  maxTags: 10,
  nameFilter: 'prefix',
  arnForName: 'reject',
  requireEachTypeByDefault: true,
  // Not the hardest: a default that makes every test wait would be switched off everywhere.
  accessKeySpread: 0,
  deleteActiveKey: 'reject',
  lastUsedLag: 0,
  neverUsed: 'absent',
  repeatedTaskId: 'AsyncTaskAlreadyExists',
  asyncRetryDelay: 1_000,
  expiredToken: 'InvalidSecurityToken.Expired',
};
