import * as z from 'zod';

/**
 * Name of a bucket: 3 to 63 of these characters, without a hyphen at either end. Source: OSS "Bucket naming
 * conventions".
 */
export const BucketName = z.string().regex(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, 'a bucket has no such name');

/** The stored state of a bucket. Instants are milliseconds since the epoch. */
export const Bucket = z.object({
  name: BucketName,
  createdAt: z.number(),
  acl: z.enum(['private', 'public-read', 'public-read-write']),
});
export type Bucket = z.output<typeof Bucket>;
