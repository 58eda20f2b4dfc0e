import type { AccountApi } from './account-api.ts';

/** Returns an API for a plan: it answers questions, and only writes down what it would change, without any value. */
export function rehearse(api: AccountApi, write: (call: string) => void): AccountApi {
  const noted = (operation: string, account: string, more = '') =>
    write(`rds:${operation} ${account} on ${api.instance}${more}`);
  return {
    ...api,
    create: async (account) => noted('CreateAccount', account),
    grant: async (account, privileges) =>
      noted(
        'GrantAccountPrivilege',
        account,
        `: ${[...privileges].map(([database, privilege]) => `${privilege} in ${database}`).join(', ')}`,
      ),
    revoke: async (account, databases) =>
      noted('RevokeAccountPrivilege', account, `: all in ${databases.join(', ')}`),
    setPassword: async (account) => noted('ResetAccountPassword', account),
  };
}
