/** The switches of the sandbox that no run asks about, each with the reason. */
export const notAsked: Readonly<Record<string, string>> = {
  mostFoundByTag: 'it takes thousands of secrets with one tag',
  totalBeyondMost: 'it takes thousands of secrets with one tag',
  accessKeySpread: 'it takes a new AccessKey of a RAM user',
  deleteActiveKey: 'it takes an AccessKey of a RAM user to delete',
  lastUsedLag: 'it takes an AccessKey that nothing else uses',
  neverUsed: 'it takes a new AccessKey of a RAM user',
  repeatedTaskId: 'it takes a function that may run twice',
  asyncRetryDelay: 'it takes a function that fails',
  expiredToken: 'it takes a token of STS that has run out',
};
