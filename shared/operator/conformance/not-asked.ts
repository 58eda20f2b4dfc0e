const ofRds = 'it takes an RDS instance, and accounts in it';

/** The switches of the sandbox that no run asks about, each with the reason. */
export const notAsked: Readonly<Record<string, string>> = {
  mostFoundByTag: 'it takes thousands of secrets with one tag',
  totalBeyondMost: 'it takes thousands of secrets with one tag',
  accessKeySpread: 'it takes a temporary RAM user: say --access-keys',
  deleteActiveKey: 'it takes a temporary RAM user: say --access-keys',
  lastUsedLag: 'it may take hours until the use of a key is told',
  neverUsed: 'it takes a temporary RAM user: say --access-keys',
  repeatedTaskId: 'it takes a function that may run twice',
  asyncRetryDelay: 'it takes a function that fails',
  expiredToken: 'it takes a token of STS that has run out',
  rdsSqlAccounts: ofRds,
  rdsResetOfSqlAccount: ofRds,
  rdsResetSecondPassword: ofRds,
  rdsResetSessions: ofRds,
  rdsChangeDelay: ofRds,
  rdsStatusDuringChange: ofRds,
  rdsMissingAccount: ofRds,
  rdsDescribeMissing: ofRds,
  rdsMissingInstance: ofRds,
};
