import * as z from 'zod';

/** The stored state of a RAM user's key pair, with the secret encrypted. Instants are milliseconds since the epoch. */
export const UserKey = z.object({
  accessKeyId: z.string(),
  userName: z.string(),
  status: z.enum(['Active', 'Inactive']),
  createdAt: z.number(),
  /** Time of the last use, up to a minute behind, so that not every signed request writes to the disk. */
  lastUsedAt: z.number().optional(),
  dataKey: z.string(),
  sealedSecret: z.string(),
});
export type UserKey = z.output<typeof UserKey>;

/** The place that the vault binds the sealed secret to, besides the id of the key. */
export const secretPlace = 'access key secret';
