import * as z from 'zod';

export const AccountType = z.enum(['Normal', 'Super']);
export type AccountType = z.output<typeof AccountType>;

/**
 * The stored state of an account that CreateAccount has made. Its rights and its password are on the server alone; the
 * sandbox never stores a password. Instants are milliseconds since the epoch.
 */
export const RdsAccount = z.object({
  instanceId: z.string(),
  name: z.string(),
  type: AccountType,
  description: z.string(),
  createdAt: z.number(),
});
export type RdsAccount = z.output<typeof RdsAccount>;

/** Returns the key of an account. An id of an instance holds no slash. */
export const accountKey = (instanceId: string, name: string) => `${instanceId}/${name}`;
