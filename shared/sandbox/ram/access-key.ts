import * as z from 'zod';

/** A key pair of a RAM user as it is kept: its secret is in it only encrypted. Instants are milliseconds since the epoch. */
export const UserKey = z.object({
  accessKeyId: z.string(),
  userName: z.string(),
  status: z.enum(['Active', 'Inactive']),
  createdAt: z.number(),
  /** Up to a minute behind, so that a signed request is no write to the disk. */
  lastUsedAt: z.number().optional(),
  dataKey: z.string(),
  sealedSecret: z.string(),
});
export type UserKey = z.output<typeof UserKey>;

/** What the vault binds the sealed secret to, besides its id. */
export const secretPlace = 'access key secret';
